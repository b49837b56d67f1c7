"""Beyond one machine: what is refused, and two servers with three workers under fire."""
