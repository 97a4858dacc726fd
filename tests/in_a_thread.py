"""Servers of tests that run beside them."""

import threading


class InAThread:
    """Mixed into a server of ``socketserver``: within a block it serves in a thread of its own."""

    daemon_threads = True

    def __enter__(self):
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *error):
        self.shutdown()
        self.server_close()
