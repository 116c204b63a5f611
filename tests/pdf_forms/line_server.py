"""Programs that fill in a form for each line they are given: starting them takes longer than filling in."""
import atexit
import subprocess


class LineServer:
    """`start` answers the words of the program and its folder, and is asked when the first line is to be sent. A line is
    words with tabs between them; its answer is a line, `done` or what went wrong."""

    def __init__(self, start):
        self.start = start
        self.process = None

    def ask(self, *words):
        if self.process is None:
            command, folder = self.start()
            self.process = subprocess.Popen([str(word) for word in command], cwd=folder, stdin=subprocess.PIPE,
                                            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding='utf-8')
            atexit.register(self.stop)
        self.process.stdin.write('\t'.join(map(str, words)) + '\n')
        self.process.stdin.flush()
        answer = self.process.stdout.readline().strip()
        if answer != 'done':
            raise AssertionError(f'{words[:2]}: {answer or "the program has ended"}')

    def stop(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()
