"""What a customer does: looks, puts in the basket, buys."""

from shop import basket, checkout
from shop.lofte import Away, Refused, in_language
from shop.web import Problem


def rows_of(bought):
    return [{"id": each, "title": basket.title(basket.BY_ID[each]), "price": basket.BY_ID[each].price, "count": count,
             "sum": basket.BY_ID[each].price * count, "fault": ""} for each, count in bought.items()]


def show_goods(visit):
    return visit.page("goods", {"goods": [product._asdict() for product in basket.PRODUCTS]})


def show_basket(visit, rows=None, faults=(), status=200):
    rows = rows_of(visit.basket) if rows is None else rows
    return visit.page("basket", {"rows": rows, "is_empty": not rows, "has_goods": bool(rows), "faults": list(faults),
                                 "has_faults": bool(faults), "total": basket.total(visit.basket)}, status)


def keep_basket(visit, kept, path):
    """A cookie that the policy does not declare can't be set."""
    if not visit.shop.promise.has_cookie(basket.COOKIE):
        raise Problem(409, "no_cookie")
    return visit.go_to(path, {product: count for product, count in kept.items() if count})


def put_in_basket(visit):
    product = visit.form.get("product")
    if product not in basket.BY_ID:
        raise Problem(400, "malformed")
    count = min(visit.basket.get(product, 0) + 1, basket.COUNT_MAX)
    return keep_basket(visit, {**visit.basket, product: count}, "/basket")


def count_basket(visit):
    counted, rows, faults = {}, rows_of(visit.basket), []
    for row in rows:
        typed = visit.form.get(row["id"], str(row["count"]))
        count = basket.count_of(typed)
        if count is None:
            fault = visit.text("basket.count", title=row["title"], most=basket.COUNT_MAX)
            row.update(count=typed, fault=fault)
            faults.append({"input": row["id"], "words": fault})
        else:
            counted[row["id"]] = count
    if faults:
        return show_basket(visit, rows, faults, 422)
    on = visit.form.get("then") == "checkout" and any(counted.values())
    return keep_basket(visit, counted, "/checkout" if on else "/basket")


def uses_of(visit, field):
    try:
        uses = visit.shop.promise.uses_of(checkout.RECORD, field, visit.language)
    except Away:
        return []  # of a form that is shown again, so that nothing typed is lost
    return [{"purpose": use["purpose"], "kept": visit.text("checkout.kept", term=use["term"])} for use in uses]


def asked_of(visit, typed, words):
    return [{"field": asked.field, "uses": uses_of(visit, asked.field),
             "inputs": [{"input": each.name, "label": visit.text("input." + each.name), "type": each.type,
                         "autocomplete": each.autocomplete, "is_needed": each.is_needed,
                         "is_free": not each.is_needed, "value": typed.get(each.name, ""),
                         "fault": words.get(each.name, "")} for each in asked.inputs]} for asked in checkout.FORM]


def words_of(visit, faults):
    words = {}
    for name, fault in faults.items():
        key = f"fault.{name}.{fault}" if fault in ("missing", "no_address") else f"fault.{fault}"
        words[name] = visit.text(key, label="" if name == "payment" else visit.text("input." + name))
    return words


def marketing_of(visit):
    """What the policy calls it; "" when it has none."""
    try:
        purpose = visit.shop.promise.find_purpose(checkout.MARKETING)
    except Away:
        return visit.text("checkout.no_thanks")
    return in_language(purpose["title"], visit.language) if purpose else ""


def show_form(visit, number, bought, typed=None, faults=None, problem=None, status=200):
    """`problem`: (title, what, code)."""
    typed, words = typed or {}, words_of(visit, faults or {})
    title, what, code = problem or ("", "", "")
    return visit.page("checkout", {
        "number": number, "basket": basket.write(bought), "rows": rows_of(bought), "total": basket.total(bought),
        "uses": uses_of(visit, "lines"), "asked": asked_of(visit, typed, words),
        "payments": [{"option": option, "label": visit.text("checkout.payment_" + option),
                      "is_chosen": typed.get("payment") == option} for option in checkout.PAYMENTS],
        "payment_uses": uses_of(visit, "payment_option"), "payment_fault": words.get("payment", ""),
        "marketing": marketing_of(visit),
        "no_thanks": typed.get("no_thanks"), "problem": what, "problem_title": title, "code": code,
        "faults": [{"input": name, "words": text} for name, text in words.items()], "has_faults": bool(words)}, status)


def show_checkout(visit):
    if not visit.basket:
        return show_basket(visit)
    visit.shop.promise.now()  # nobody is asked for anything without being told what for
    return show_form(visit, checkout.new_number(), visit.basket)


def buy(visit):
    """By what the form shows, so that a form sent twice is one order whatever has become of the basket."""
    number, bought = visit.form.get("number", ""), basket.read(visit.form.get("basket", ""))
    if not checkout.NUMBER.fullmatch(number):
        raise Problem(400, "malformed")
    if visit.shop.orders.find(number):
        return thank(visit, number)
    if not bought:
        return show_basket(visit, status=422)
    typed = {each: visit.form.get(each, "") for each in [*(each.name for each in checkout.INPUTS), "payment", "no_thanks"]}

    def stopped(status, **more):
        return show_form(visit, number, bought, typed, status=status, **more)

    try:
        faults = checkout.faults_of(typed, visit.shop.lofte)
        if faults:
            return stopped(422, faults=faults)
        visit.shop.orders.add(checkout.place(visit.shop.lofte, number, bought, typed))
    except Away:
        return stopped(503, problem=(visit.text("problem.away"), visit.text("problem.away_kept"), ""))
    except Refused as refused:
        restricted = refused.code == "denied.restricted"
        return stopped(502, problem=(visit.text("problem.refused"),
                                     visit.text("problem.restricted") if restricted else refused.detail, refused.code))
    return thank(visit, number)


def thank(visit, number):
    return visit.go_to("/thanks/" + number, {})


def show_thanks(visit, number):
    if not visit.shop.orders.find(number):
        raise Problem(404, "no_such_order")
    return visit.page("thanks", {"number": number})


ACTS = [
    ("GET", "/", show_goods),
    ("GET", "/basket", show_basket),
    ("POST", "/basket", put_in_basket),
    ("POST", "/basket/counts", count_basket),
    ("GET", "/checkout", show_checkout),
    ("POST", "/checkout", buy),
    ("GET", f"/thanks/(?P<number>{checkout.NUMBER.pattern})", show_thanks),
]
