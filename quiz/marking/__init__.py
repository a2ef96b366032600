"""What a person or a regrade decides about an answer after the grader: marks, appeals, regrades."""
