"""What the shop sells, and what somebody has put in their basket. Pure.

A basket is {product: how many}. It lives in a cookie of the browser, "norrsken:2/lucia:1", and says nothing of anybody.
"""

import collections
import re

Product = collections.namedtuple("Product", "id name size plug price")  # the price in kronor, VAT included

PRODUCTS = [
    Product("norrsken", "Norrsken", "32 GB", "USB-A", 99),
    Product("fjall", "Fjäll", "64 GB", "USB-C", 149),
    Product("skargard", "Skärgård", "128 GB", "USB-A/C", 229),
    Product("midsommar", "Midsommar", "16 GB", "USB-A", 79),
    Product("kardemumma", "Kardemumma", "256 GB", "USB-C", 349),
    Product("lucia", "Lucia", "512 GB", "USB-C", 599),
]
BY_ID = {product.id: product for product in PRODUCTS}
COUNT_MAX = 99  # of one product in an order
COOKIE = "basket"


def count_of(typed):
    """How many, as somebody typed it: 0 to COUNT_MAX; None when it is no such number."""
    typed = typed.strip()
    return int(typed) if re.fullmatch("[0-9]{1,4}", typed) and int(typed) <= COUNT_MAX else None


def read(text):
    """A basket that was written here; what is not understood is left out, as it may come from anybody."""
    basket = {}
    for part in text.split("/"):
        product, _, count = part.partition(":")
        if product in BY_ID and count_of(count):
            basket[product] = count_of(count)
    return basket


def write(basket):
    return "/".join(f"{product}:{count}" for product, count in basket.items())


def total(basket):
    return sum(BY_ID[product].price * count for product, count in basket.items())


def lines(basket):
    """As the order has them, one a line: "2 × Norrsken 32 GB USB-A à 99 kr"."""
    return "\n".join(f"{count} × {title(BY_ID[product])} à {BY_ID[product].price} kr"
                     for product, count in basket.items())


def title(product):
    return f"{product.name} {product.size} {product.plug}"
