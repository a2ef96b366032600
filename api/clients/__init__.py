"""Calls out: one class per remote. Off unless the settings name one."""
