"""How much tax is inside a settled or reversed refund, worked out by the database: the rule of reporting.tax.parts.

The rule stands there and is told there. It is written a second time here because sums over millions of refunds are made
by the database, and most refunds never come here: only those whose lines do not name the whole amount. A test holds
both against each other over many pasts.
"""

from __future__ import annotations

SPLIT = """
CREATE FUNCTION reporting_split(total bigint, weights bigint[]) RETURNS bigint[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    size int := coalesce(array_length(weights, 1), 0);
    whole numeric; product numeric; remainder numeric;
    parts bigint[] := '{}'; remainders numeric[] := '{}';
    missing bigint := total; best int;
BEGIN
    SELECT sum(weight) INTO whole FROM unnest(weights) AS weight;
    IF size > 0 AND whole = 0 THEN
        weights := array_fill(1::bigint, ARRAY[size]);
        whole := size;
    END IF;
    FOR i IN 1..size LOOP
        product := total::numeric * weights[i];
        remainder := mod(mod(product, whole) + whole, whole);
        parts[i] := div(product - remainder, whole);
        remainders[i] := remainder;
        missing := missing - parts[i];
    END LOOP;
    FOR _again IN 1..missing LOOP
        best := 1;
        FOR i IN 2..size LOOP
            IF remainders[i] > remainders[best] THEN best := i; END IF;
        END LOOP;
        parts[best] := parts[best] + 1;
        remainders[best] := -1;
    END LOOP;
    RETURN parts;
END $$;
"""
"""As customers.money.split: the largest remainder, equal ones to the earlier part, nothing but zeros alike."""

TAX_INSIDE = """
CREATE FUNCTION reporting_tax_inside(wanted bigint) RETURNS bigint
LANGUAGE plpgsql STABLE PARALLEL SAFE SET enable_sort = on SET enable_incremental_sort = on AS $$
DECLARE
    paid record; step record;
    rates numeric[]; nets bigint[]; taxes bigint[]; back bigint[]; own bigint[]; lefts bigint[]; shares bigint[];
    size int; unnamed bigint; tax bigint; turn text;
    settled jsonb := '{}';
BEGIN
    SELECT p.id, p.captured_minor INTO paid FROM refunds_journalentry e
        JOIN refunds_refund r ON r.id = e.refund_id JOIN customers_payment p ON p.id = r.payment_id
        WHERE e.id = wanted;
    SELECT array_agg(s.rate ORDER BY s.rate DESC), array_agg(s.net ORDER BY s.rate DESC),
            array_agg(s.tax ORDER BY s.rate DESC)
        INTO rates, nets, taxes
        FROM (
            SELECT x.tax_rate AS rate, sum(x.net_minor)::bigint AS net, sum(x.tax_minor)::bigint AS tax
            FROM customers_paymentline x WHERE x.payment_id = paid.id GROUP BY x.tax_rate
        ) s;
    SELECT paid.captured_minor - coalesce(sum(net + tax_of), 0) INTO unnamed
        FROM unnest(nets, taxes) AS sold (net, tax_of);
    IF unnamed > 0 THEN
        rates := array_append(rates, NULL); nets := array_append(nets, unnamed);
        taxes := array_append(taxes, 0::bigint);
    END IF;
    size := coalesce(array_length(nets, 1), 0);
    back := array_fill(0::bigint, ARRAY[size]);
    FOR step IN
        SELECT e.id, e.kind, e.refund_id, e.round, r.amount_minor, r.revision
        FROM refunds_refund r JOIN refunds_journalentry e ON e.refund_id = r.id
        WHERE r.payment_id = paid.id AND e.kind IN ('settle', 'reverse') AND e.id <= wanted ORDER BY e.id
    LOOP
        turn := step.refund_id || '/' || step.round;
        IF step.kind = 'reverse' THEN
            IF step.id = wanted THEN RETURN coalesce((settled -> turn ->> 'tax')::bigint, 0); END IF;
            FOR i IN 1..size LOOP
                back[i] := back[i] - coalesce((settled -> turn -> 'own' ->> (i - 1))::bigint, 0);
            END LOOP;
            CONTINUE;
        END IF;
        SELECT coalesce(array_agg(coalesce(named.gross, 0) ORDER BY sold.place), '{}'),
                coalesce(sum(named.tax), 0)::bigint, step.amount_minor - coalesce(sum(named.gross), 0)::bigint
            INTO own, tax, unnamed
            FROM unnest(rates) WITH ORDINALITY AS sold (rate, place)
            LEFT JOIN (
                SELECT w.tax_rate, sum(x.amount_minor)::bigint AS gross, sum(x.tax_minor)::bigint AS tax
                FROM refunds_refundline x JOIN customers_paymentline w ON w.id = x.payment_line_id
                WHERE x.refund_id = step.refund_id AND x.revision = step.revision AND x.amount_minor <> 0
                GROUP BY w.tax_rate
            ) named ON named.tax_rate = sold.rate;
        IF unnamed <> 0 AND size > 0 THEN
            SELECT array_agg(greatest(net + tax_of - gone - given, 0) ORDER BY place) INTO lefts
                FROM unnest(nets, taxes, back, own) WITH ORDINALITY AS sold (net, tax_of, gone, given, place);
            IF 0 = ALL (lefts) THEN
                SELECT array_agg(net + tax_of ORDER BY place) INTO lefts
                    FROM unnest(nets, taxes) WITH ORDINALITY AS sold (net, tax_of, place);
            END IF;
            shares := reporting_split(unnamed, lefts);
            FOR i IN 1..size LOOP
                own[i] := own[i] + shares[i];
                IF taxes[i] <> 0 AND shares[i] <> 0 THEN
                    tax := tax + (reporting_split(shares[i], ARRAY[greatest(nets[i], 0), taxes[i]]))[2];
                END IF;
            END LOOP;
        END IF;
        IF step.id = wanted THEN RETURN tax; END IF;
        FOR i IN 1..size LOOP
            back[i] := back[i] + own[i];
        END LOOP;
        settled := settled || jsonb_build_object(turn, jsonb_build_object('tax', tax, 'own', to_jsonb(own)));
    END LOOP;
    RETURN 0;
END $$;
"""
"""Of a journal entry that settles or reverses a refund; minor units. Walks the payment's story up to it.

It plans with sorts, whatever its caller plans without (reporting.facts.sum_up): to have a story in order without one,
each call would walk through the whole ledger.
"""


def install() -> str:
    return SPLIT + TAX_INSIDE


def uninstall() -> str:
    return """
    DROP FUNCTION IF EXISTS reporting_tax_inside(bigint);
    DROP FUNCTION IF EXISTS reporting_split(bigint, bigint[]);
    """
