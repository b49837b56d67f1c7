"""What happens to a service, made to happen: kills, a full disk, a database that restarts, a clock that jumps."""
