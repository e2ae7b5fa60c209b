"""How words are folded for the search, the same for what is stored and what is asked for."""

from django.db import migrations

# Accents fall off, letters that only look composed are spelled out, dashes and quotes become the typewriter's. A number
# stands there whole ("pm-2026-000012"), a word whole and in its parts ("mila@home.example", "home"); what is asked
# for with a dash or a dot in it means the whole. Ranges are spelled out because classes such as [[:alnum:]] differ with the database's locale.
FUNCTIONS = r"""
CREATE FUNCTION search_fold(said text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT regexp_replace(
        lower(translate(
            replace(replace(replace(replace(replace(
                regexp_replace(normalize(said, NFKD), '[\u0300-\u036f]', '', 'g'),
            'ß', 'ss'), 'æ', 'ae'), 'Æ', 'ae'), 'œ', 'oe'), 'Œ', 'oe'),
            'øØłŁđĐıħĦ‐‑‒–—‘’', 'oollddihh-----'''''
        )),
        '[\u0001-\u0020\u007f-\u00a0\u2000-\u206f]+', ' ', 'g')
$$;
CREATE FUNCTION search_words(numbers text, said text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(array_to_tsvector(array_agg(DISTINCT left(word, 100))), ''::tsvector)
    FROM (
        SELECT unnest(string_to_array(search_fold(concat_ws(' ', numbers, said)), ' ')) AS word
        UNION
        SELECT unnest(string_to_array(
            regexp_replace(search_fold(said), '[\u0021-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u007e]', ' ', 'g'), ' '))
    ) AS words WHERE word <> ''
$$;
CREATE FUNCTION search_query(said text) RETURNS tsquery LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(string_agg(
        '''' || replace(replace(left(word, 100), '\', '\\'), '''', '''''') || ''''
            || CASE WHEN length(word) > 2 THEN ':*' ELSE '' END, ' & '), '')::tsquery
    FROM unnest(string_to_array(search_fold(said), ' ')) AS word WHERE word <> ''
$$;
"""
FORGET = "DROP FUNCTION search_query(text); DROP FUNCTION search_words(text, text); DROP FUNCTION search_fold(text);"


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0002_reference_numbers"),
    ]

    operations = [migrations.RunSQL(FUNCTIONS, FORGET)]
