"""The monthly pack: figures of a period gathered once, then one PDF and one zip of tables made from them."""
