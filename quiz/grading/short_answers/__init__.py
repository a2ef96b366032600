"""How a short answer is compared with the texts that an author accepts.

What the graders of typed, numeric and cloze answers share: `judging.judge` decides on one text.
A key that reads as a date, a number or a quantity is compared by value (`measures`); any other
text by equality once the forgivable is folded away, then with few typing errors (`typos`), then
by how much of what the key says the answer says too (`recall`). Every verdict says what was
forgiven and what was wrong.
"""
