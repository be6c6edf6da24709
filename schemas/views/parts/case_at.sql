{{case_rows}}
{{case_stands}}
