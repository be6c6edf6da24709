WITH
{{counts}}
{{clock_stated_known}}
