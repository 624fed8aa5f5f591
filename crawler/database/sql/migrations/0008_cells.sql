create function cell(value text) returns text immutable strict parallel safe language sql
return case when value ~ '^[=+\-@\t\r\n＝＋－＠]' then '''' || value else value end;
comment on function cell is 'A text that a spreadsheet opens as text: what would begin a formula gets an apostrophe before it (OWASP, CSV injection).';
