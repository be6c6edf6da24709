{{case_rows_known}}
{{case_stands}}
