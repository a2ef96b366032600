"""The parts of the free-text grader: from the words of an answer to a mark with its reasons."""
