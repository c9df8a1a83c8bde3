"""Answers one SMT file: Yices and cvc5 both try, and the first answer counts.

Yices is quick where a question turns on which path was taken. cvc5 reads bit vectors as integers, which is quick where
amounts are multiplied by shares and divided by their number: circuits of 256 bits for that are beyond a SAT solver.
"""

import pathlib
import signal
import subprocess
import sys
import time

SECONDS = 120


def cvc5(path):
    import cvc5

    terms = cvc5.TermManager()
    solver = cvc5.Solver(terms)
    solver.setOption("solve-bv-as-int", "sum")
    solver.setOption("produce-models", "true")
    solver.setOption("tlimit", str(SECONDS * 1000))
    symbols = cvc5.SymbolManager(terms)
    parser = cvc5.InputParser(solver, symbols)
    parser.setFileInput(cvc5.InputLanguage.SMT_LIB_2_6, path)
    while not (command := parser.nextCommand()).isNull():
        answer = command.invoke(solver, symbols)
        sys.stdout.write(answer)
        if answer.strip() in ("unsat", "unknown"):  # there is no model to ask for
            break


def both(path):
    yices = pathlib.Path(sys.executable).with_name("yices-smt2")
    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        for command in (
            [yices, f"--timeout={SECONDS}", "--smt2-model-format", "--bvconst-in-decimal", path],
            [sys.executable, __file__, path, "cvc5"],
        )
    ]

    def end(*_):
        for other in running:
            other.kill()
        sys.exit(1)

    signal.signal(signal.SIGTERM, end)
    left = list(running)
    while left:
        for one in [one for one in left if one.poll() is not None]:
            left.remove(one)
            answer = one.stdout.read()
            if answer.startswith(("sat", "unsat")):
                for other in left:
                    other.kill()
                sys.stdout.write(answer)
                return
        time.sleep(0.01)
    print("unknown")


if len(sys.argv) > 2:
    cvc5(sys.argv[1])
else:
    both(sys.argv[1])
