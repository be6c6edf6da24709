{{clock_rows_known}}
{{clock_stands}}
