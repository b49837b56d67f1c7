"""`merzim import`: a region's registry from csv and xlsx, checked whole before any row is written."""
