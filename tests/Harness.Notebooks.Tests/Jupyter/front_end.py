"""A Jupyter front end for the tests: starts the kernel named, runs cells, interrupts or kills them, and prints what it saw as JSON.

front_end.py interrupt|kill KERNEL
"""
import json
import os
import signal
import sys
import time

from jupyter_client.manager import KernelManager

LIMIT = 120


def messages_of(client, sent):
    """Outputs of a cell in their order, until the kernel is idle again."""
    found = []
    while True:
        message = client.get_iopub_msg(timeout=LIMIT)
        if message["parent_header"].get("msg_id") != sent:
            continue
        kind, content = message["msg_type"], message["content"]
        if kind == "status" and content["execution_state"] == "idle":
            return found
        if kind == "stream":
            found.append(content["text"])
        elif kind in ("execute_result", "display_data"):
            found.append(content["data"]["text/plain"])
        elif kind == "error":
            found.append(content["evalue"] or "\n".join(content["traceback"]))


def wait_for_text(client, sent, text):
    while True:
        message = client.get_iopub_msg(timeout=LIMIT)
        if message["parent_header"].get("msg_id") == sent and message["msg_type"] == "stream" and text in message["content"]["text"]:
            return


def status_of(client, sent):
    """Status of the reply to a cell; replies to what came before are passed over."""
    while True:
        message = client.get_shell_msg(timeout=LIMIT)
        if message["parent_header"].get("msg_id") == sent:
            return message["content"]["status"]


def run(client, code):
    print(code, file=sys.stderr)
    sent = client.execute(code)
    outputs = messages_of(client, sent)
    return {"outputs": outputs, "status": status_of(client, sent)}


def wait_for_end(process):
    """Whether the process ends within ten seconds."""
    for _ in range(100):
        if process.poll() is not None:
            return True
        time.sleep(0.1)
    return False


def main(action, kernel):
    manager = KernelManager(kernel_name=kernel)
    manager.start_kernel()
    try:
        drive(manager, action)
    finally:
        if manager.has_kernel:
            manager.shutdown_kernel(now=True)


def drive(manager, action):
    process = manager.provisioner.process
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=LIMIT)
    seen = {"first": run(client, "let kept = 41\nprintfn \"%d\" kept")}
    print("endless", file=sys.stderr)
    sent = client.execute("printfn \"endless\"\nwhile true do System.Threading.Thread.Sleep 1")
    wait_for_text(client, sent, "endless")
    if action == "interrupt":
        manager.interrupt_kernel()
        seen["interrupted"] = {"outputs": messages_of(client, sent), "status": status_of(client, sent)}
        seen["after"] = run(client, "kept + 1")
        seen["csharp"] = run(client, "#!csharp\n#!share --from fsharp kept\nkept * 2")
        reply = client.complete("System.Console.Wri", len("System.Console.Wri"))
        while True:
            message = client.get_shell_msg(timeout=LIMIT)
            if message["parent_header"].get("msg_id") == reply:
                seen["completions"] = message["content"]["matches"]
                break
        client.shutdown()
    else:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        seen["alive"] = manager.is_alive()
    seen["ended"] = wait_for_end(process)
    client.stop_channels()
    manager.cleanup_resources()
    json.dump(seen, sys.stdout)


main(*sys.argv[1:])
