"""A plug-in of pytest that breaks one thing: answers are folded into memory as they arrive, those
that were given earlier on top of those that were given later."""

from hypothesis import Phase, settings

from quiz.scheduling import folding

settings.register_profile("unshrunk", phases=[Phase.explicit, Phase.generate])
settings.load_profile("unshrunk")
folding.is_after = lambda _memory, _place: True
