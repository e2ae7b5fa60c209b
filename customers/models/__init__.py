"""The rows of people, payments, credit and messages."""

from customers.history import keep_history_rows
from customers.models.apikey import ApiKey, IdempotentAnswer
from customers.models.brand import BrandLogo, BrandVersion
from customers.models.credit import CreditAccount, CreditEntry, CreditHold, CreditLot, CreditPart
from customers.models.customer import Customer
from customers.models.document import Document
from customers.models.hold import PaymentHold
from customers.models.invitation import Invitation
from customers.models.issued_paper import IssuedPaper
from customers.models.letter_text import LetterText
from customers.models.link import PortalLink
from customers.models.mail_news import MailNews
from customers.models.message import Message, MessageDocument
from customers.models.message_rule import MessageRule
from customers.models.notification import Notification
from customers.models.payment import Payment, PaymentLine
from customers.models.people_event import PeopleEvent
from customers.models.received_mail import ReceivedMail
from customers.models.refusal import Refusal
from customers.models.search import CustomerWords, PaymentWords
from customers.models.sign_of_life import SignOfLife
from customers.models.tries import TryCount
from customers.models.upload import Upload, UploadPart
from customers.models.user import User

__all__ = [
    "ApiKey",
    "BrandLogo",
    "BrandVersion",
    "CreditAccount",
    "CreditEntry",
    "CreditHold",
    "CreditLot",
    "CreditPart",
    "Customer",
    "CustomerWords",
    "Document",
    "IdempotentAnswer",
    "Invitation",
    "IssuedPaper",
    "LetterText",
    "MailNews",
    "Message",
    "MessageDocument",
    "MessageRule",
    "Notification",
    "Payment",
    "PaymentHold",
    "PaymentLine",
    "PaymentWords",
    "PeopleEvent",
    "PortalLink",
    "ReceivedMail",
    "Refusal",
    "SignOfLife",
    "TryCount",
    "Upload",
    "UploadPart",
    "User",
]

keep_history_rows(User, ApiKey, Customer, Payment, PaymentHold, CreditAccount, CreditHold, CreditLot, MessageRule)
