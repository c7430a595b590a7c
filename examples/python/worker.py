"""A worker in Python: one workflow that events start, signal and update, and that a person answers.

    pip install -r requirements.txt
    python worker.py

It reads TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, and SLUICE_GATEWAY_URL (with SLUICE_GATEWAY_KEY where the gateway has keys).
"""

import asyncio
import json
import os
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.common import RetryPolicy
from temporalio.worker import Worker

TASK_QUEUE = "tickets"


@activity.defn
def put_task(task: dict) -> None:
    """Keeps a question in the gateway's inbox. Repeats change nothing, so that a retry is safe."""
    gateway = os.environ.get("SLUICE_GATEWAY_URL", "http://127.0.0.1:8080")
    headers = {"Content-Type": "application/json"}
    if "SLUICE_GATEWAY_KEY" in os.environ:
        headers["Authorization"] = "Bearer " + os.environ["SLUICE_GATEWAY_KEY"]
    request = urllib.request.Request(
        gateway + "/v1/tasks/" + urllib.parse.quote(task["id"], safe=""),
        data=json.dumps(task).encode(),
        headers=headers,
        method="PUT",
    )
    with urllib.request.urlopen(request, timeout=10):
        pass


@workflow.defn
class TicketWorkflow:
    """One ticket, from opened to closed. A person says when it is."""

    def __init__(self) -> None:
        self._comments: dict[str, str] = {}
        self._owner: str | None = None
        self._resolved = False
        self._decision: dict | None = None

    @workflow.run
    async def run(self, ticket: dict) -> dict:
        await workflow.wait_condition(lambda: self._owner is not None and self._resolved)
        decision = await self._ask(ticket)
        return {
            "ticketId": ticket["ticketId"],
            "owner": self._owner,
            "comments": list(self._comments.values()),
            "closed": decision["decision"] == "close",
            "by": decision["by"],
        }

    async def _ask(self, ticket: dict) -> dict:
        task = {
            "id": workflow.info().workflow_id + ":close",
            "workflowId": workflow.info().workflow_id,
            "state": "open",
            "question": "Is this ticket done?",
            "data": {"ticketId": ticket["ticketId"], "title": ticket["title"], "owner": self._owner},
            "choices": ["close", "keep"],
            "tier": "role:support",
        }
        await self._put(task)
        await workflow.wait_condition(lambda: self._decision is not None)
        # The gateway waits for this: whoever decided is answered once the workflow has taken it.
        await self._put(task | {"state": "decided", "decision": self._decision})
        return self._decision

    async def _put(self, task: dict) -> None:
        await workflow.execute_activity(
            put_task,
            task,
            start_to_close_timeout=timedelta(seconds=15),
            retry_policy=RetryPolicy(maximum_interval=timedelta(seconds=10)),
        )

    @workflow.signal
    def comment(self, comment: dict) -> None:
        self._comments.setdefault(comment["eid"], comment["text"])

    @workflow.signal
    def resolve(self, ticket: dict) -> None:
        self._resolved = True

    @workflow.signal
    def decide(self, decision: dict) -> None:
        """What the gateway sends for a decision. The first one counts."""
        self._decision = self._decision or decision

    @workflow.update
    def assign(self, owner: str) -> str:
        self._owner = owner
        return owner

    @assign.validator
    def may_be_assigned(self, owner: str) -> None:
        if not owner:
            raise ValueError("a ticket needs an owner")


async def main() -> None:
    client = await Client.connect(
        os.environ.get("TEMPORAL_ADDRESS", "127.0.0.1:7233"),
        namespace=os.environ.get("TEMPORAL_NAMESPACE", "default"),
    )
    with ThreadPoolExecutor(4) as threads:
        worker = Worker(
            client,
            task_queue=TASK_QUEUE,
            workflows=[TicketWorkflow],
            activities=[put_task],
            activity_executor=threads,
        )
        print("worker runs", flush=True)
        await worker.run()


if __name__ == "__main__":
    asyncio.run(main())
