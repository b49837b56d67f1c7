"""Prefect flows: one module a procedure, the commission meeting, the sweep, deliveries.

A run of a procedure's flow wakes when somebody answers its form, takes the answer to the step it is for, and pauses
with the form of what is open then. The sweep moves what the calendar alone moves: reminders, overdue marks, timers.
"""
