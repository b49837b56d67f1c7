"""Processes drawn as BPMN 2.0: what a drawing holds, where it stands, how it is written."""
