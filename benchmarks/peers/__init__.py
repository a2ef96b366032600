"""The same answer by other people's tools: django-ninja and Fastify.

Each reads key and session, reads the card and the next one, grades by an exact match, inserts the
answer, upserts the memory by a rule of one line, updates the session and inserts an event: six
statements in one transaction, on six small tables of their own (`tables.py`). That is less than the
service does, which grades by rules, folds by FSRS, and shows grade, memory and next question.
"""
