"""What runs it: command line, schedules, worker, embedded stack, demo."""
