"""`merzim demo`: a region's rotation year, played on a real Prefect server with a simulated clock."""
