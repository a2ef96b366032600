"""What a quiz session is: its plan, its questions, its progress, and what it may show."""
