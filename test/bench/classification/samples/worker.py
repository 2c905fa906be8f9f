import os
import pickle
from decimal import Decimal

class PriceWorker:
    """Computes prices."""

    def __init__(self, queue):
        self.queue = queue

    async def run(self):
        while True:
            try:
                job = await self.queue.get()
                await self.price(job)
            except:
                pass

    async def price(self, job):
        return Decimal(job["amount"]) / job["count"]
