"""Sums of dollars."""

import random

import pytest
from sqlalchemy import Column, Float, MetaData, Table, insert, select

from app.records.database import connect
from app.records.money import summed_dollars

PAID = Table("paid", MetaData(), Column("dollars", Float))


@pytest.fixture
def paid(database_url):
    database = connect(database_url)
    with database.begin() as connection:
        PAID.create(connection)

        def total(prices):
            connection.execute(PAID.delete())
            if prices:
                connection.execute(insert(PAID), [{"dollars": price} for price in prices])
            return connection.execute(select(summed_dollars(PAID.c.dollars))).scalar()

        yield total
    database.close()


def test_a_sum_is_the_same_in_whatever_order_it_is_made(paid):
    chance = random.Random(1)
    prices = [0.0079, 0.014, 0.0237, 0.0083, 0.1, 0.2, 0.3] * 40
    assert {paid(chance.sample(prices, len(prices))) for _ in range(20)} == {26.156}


def test_nothing_costs_nothing(paid):
    assert paid([]) == 0.0
