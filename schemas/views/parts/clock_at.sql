{{clock_rows}}
{{clock_stands}}
