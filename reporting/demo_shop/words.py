"""What customers and colleagues wrote."""

from __future__ import annotations

from refunds.models import Refund

Reason = Refund.Reason

REASON_TEXTS: dict[str, tuple[str, ...]] = {
    Reason.CHANGED_MIND: (
        "The colour does not go with our wall after all. It is unused and in its box.",
        "It is a little too large for the corner I had in mind.",
        "I ordered two to compare and keep the other one.",
        "",
        "We decided to wait until after the move.",
        "It was meant as a present, but she already has one.",
    ),
    Reason.DAMAGED: (
        "One corner was crushed in transit, the box had a hole.",
        "The glass has a crack right through the base.",
        "Two of the four arrived chipped.",
        "The wood has a long scratch across the top. I can send photos.",
        "The switch does not click any more, it worked for one evening.",
    ),
    Reason.NOT_AS_DESCRIBED: (
        "The page says oak, this is veneer.",
        "It is much darker than in the pictures.",
        "The size on the website is 45 cm, I measure 40.",
        "The file opens with an error on my reader.",
    ),
    Reason.WRONG_ITEM: (
        "I got the black one, I ordered brass.",
        "The parcel held somebody else's order.",
        "Only one of the two things was in the box, and a mug I never ordered.",
    ),
    Reason.NOT_RECEIVED: (
        "Tracking says delivered, but nobody here has it. I asked the neighbours.",
        "Still nothing after two weeks.",
        "The carrier says the parcel went back to you.",
    ),
    Reason.DUPLICATE: (
        "My statement shows the same amount twice on the same day.",
        "I pressed pay again because the page hung. Please return one of them.",
    ),
    Reason.CANCELED_SERVICE: (
        "The workshop was called off the evening before.",
        "Your fitter could not come, and the new date does not work for us.",
        "I canceled the subscription before it renewed.",
    ),
    Reason.FRAUD: ("I do not know this order. My card was used by somebody else.",),
    Reason.GOODWILL: (
        "Called about the late delivery, very patient. Promised 20 back.",
        "Missing screws were sent twice; a small sorry is in order.",
        "Freight company rang at six in the morning.",
    ),
    Reason.OTHER: (
        "The discount code did not work at checkout, you told me to ask here.",
        "Price dropped the day after I bought it.",
    ),
}

QUESTIONS = (
    "Could you send us a photo of the damage and of the box? A phone picture is fine.",
    "Which of the two chairs is it, the one with the left or with the right armrest?",
    "Did the carrier leave a note? The tracking number is on your delivery slip.",
    "Could you tell us the size that you measure, and from where to where?",
    "Is the seal of the box still closed?",
)
ANSWERS = (
    "Sent two photos to your mailbox just now. The crack is at the bottom left.",
    "It is the left one. The box is already gone, sorry.",
    "No note, and the neighbours on both sides were at home all day.",
    "40 cm from the edge to the other edge, at the widest place.",
    "Yes, I have not opened it.",
)
PHONED = "The customer called: only a part of it came wrong, the rest they keep."
RAIL_WORDS = (
    "The card you paid with does not take the money back any more, so we would like to pay you another way.",
    "Your bank has returned the money to us twice. This way it reaches you for sure.",
)
EXPLANATIONS = (
    "The photos show signs of use that are not from transport, so we cannot take it back.",
    "The carrier has your signature for this parcel. Please write to us if it is not yours.",
    "We exchanged this item for you in the meantime, so there is nothing left to refund.",
    "This part of your order was replaced free of charge last week.",
    "The workshop took place as planned and you were on the list of participants.",
)
TWICE = "This is the same request as the one we have already paid. You will find it on your refund page."
HOLD_REASON = "The bank has opened a dispute about this charge."

NOTES = (
    "I am sorry about the trouble, and thank you for your patience.",
    "Thank you for the clear description; it helped us a lot.",
    "I have told our warehouse, so that it does not happen again.",
)


def note_on(refund: Refund) -> str:
    """What a colleague adds to every fifth decision."""
    return NOTES[refund.pk % len(NOTES)] if refund.pk % 5 == 0 else ""
