"""The public contract: what clients send and receive, as pydantic models."""
