WITH
{{counts}}
{{clock_stated}}
