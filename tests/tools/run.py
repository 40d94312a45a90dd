#!/usr/bin/env python3
"""Questions put to the tools of ./dev. Ends with a JSON line of counts."""
import json
import pathlib
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tools"))
import accept  # noqa: E402
import run_tests  # noqa: E402

BARS = """
paths = ["src"]
[[bar]]
id = "quick"
promise = "the quick figure is small"
command = "echo took 7 ms"
figure = 'took (\\d+)'
judge = "<= 10"
[[bar]]
id = "slow"
promise = "the slow figure is large"
command = "echo rate 1200.5"
figure = 'rate ([\\d.]+)'
judge = ">= 1000"
level = "full"
"""


def post(folder, bars=BARS):
    (folder / "tests/accept").mkdir(parents=True)
    (folder / "src").mkdir()
    (folder / "src/a.cpp").write_text("int a;\n")
    (folder / "tests/accept/x.toml").write_text(bars)
    subprocess.run(["git", "init", "-q", folder], check=True)


def run(folder, *arguments):
    done = subprocess.run([sys.executable, "-B", ROOT / "tools/accept.py", "x", "--root", folder, *arguments],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.returncode, done.stdout.decode()


def a_long_bar_without_a_record_is_skipped_and_fails_the_whole(folder):
    post(folder)
    code, text = run(folder)
    return code == 1 and "1 passed, 0 failed, 1 skipped" in text and "7" in text


def a_full_run_records_and_the_next_fast_run_takes_the_record(folder):
    post(folder)
    first, _ = run(folder, "--full")
    second, text = run(folder)
    return first == 0 and second == 0 and "1200.5" in text and "2 passed, 0 failed" in text


def a_record_older_than_its_code_fails(folder):
    post(folder)
    run(folder, "--full")
    (folder / "src/a.cpp").write_text("int b;\n")
    code, text = run(folder)
    return code == 1 and "older than src" in text and "1 passed, 1 failed" in text


def a_record_of_another_bar_fails(folder):
    post(folder)
    run(folder, "--full")
    (folder / "tests/accept/x.toml").write_text(BARS.replace(">= 1000", ">= 900"))
    code, text = run(folder)
    return code == 1 and "older than the bar itself" in text


def a_figure_beyond_its_limit_fails(folder):
    post(folder, BARS.replace("took 7", "took 11"))
    code, text = run(folder, "--only", "quick")
    return code == 1 and "is not <= 10" in text


def a_command_that_fails_fails_its_bar(folder):
    post(folder, BARS.replace("echo took 7 ms", "echo took 7 ms; false"))
    code, text = run(folder, "--only", "quick")
    return code == 1 and "status 1" in text


def an_output_without_the_figure_fails(folder):
    post(folder, BARS.replace("echo took 7 ms", "echo nothing"))
    code, text = run(folder, "--only", "quick")
    return code == 1 and "no figure" in text


def an_unknown_key_is_an_error(folder):
    post(folder, BARS.replace("judge = \"<= 10\"", "juge = \"<= 10\""))
    code, text = run(folder)
    return code == 1 and "unknown key 'juge'" in text


def every_case_of_a_test_program_is_counted(folder):
    (folder / "r.json").write_text(json.dumps({"testsuites": [{"name": "S", "testsuite": [
        {"name": "a", "status": "RUN", "result": "COMPLETED"},
        {"name": "b", "status": "RUN", "result": "COMPLETED", "failures": [{"failure": "x"}]},
        {"name": "c", "status": "RUN", "result": "SKIPPED"},
        {"name": "d", "status": "NOTRUN", "result": "SUPPRESSED"}]}]}))
    passed, failed, skipped = run_tests.gtest_cases(folder / "r.json")
    return passed == ["S.a"] and failed == ["S.b"] and len(skipped) == 2


def a_program_that_dies_after_its_report_is_a_failure(folder):
    script = folder / "dies.sh"
    script.write_text("#!/bin/sh\necho '{\"testsuites\": []}' > \"${GTEST_OUTPUT#json:}\"\nexit 3\n")
    script.chmod(0o755)
    result = run_tests.run_program({"name": "dies", "command": [str(script)]})
    return result.failed == 1


def a_program_that_dies_keeps_what_had_passed(folder):
    script = folder / "dies.sh"
    script.write_text("#!/bin/sh\necho '[ RUN      ] S.a'\necho '[       OK ] S.a (0 ms)'\necho '[ RUN      ] S.b'\nexit 1\n")
    script.chmod(0o755)
    result = run_tests.run_program({"name": "dies", "command": [str(script)]})
    return (result.passed, result.failed) == (1, 1) and "S.b" in result.notes[0]


def a_script_without_counts_is_one_test(folder):
    good = run_tests.counted("x", ["true"], cwd=folder)
    bad = run_tests.counted("x", ["false"], cwd=folder)
    return (good.passed, good.failed, bad.passed, bad.failed) == (1, 0, 0, 1)


def a_script_that_counts_no_failure_but_fails_is_a_failure(folder):
    result = run_tests.counted("x", ["sh", "-c", "echo '{\"passed\": 4, \"failed\": 0}'; exit 1"], cwd=folder)
    return result.failed == 1


def figures_computed_a_second_time_are_those_on_file(folder):
    return all(subprocess.run([sys.executable, "-B", ROOT / "tests/tools" / one, "--check"]).returncode == 0
               for one in ("second_statistics.py", "second_fit.py"))


QUESTIONS = [value for value in list(globals().values())
             if callable(value) and getattr(value, "__module__", "") == __name__ and value.__code__.co_varnames[:1] == ("folder",)
             and value not in (post, run)]


def main():
    passed = failed = 0
    for question in QUESTIONS:
        with tempfile.TemporaryDirectory() as folder:
            good = question(pathlib.Path(folder))
        if not good:
            print(f"failed: {question.__name__.replace('_', ' ')}")
        passed, failed = passed + bool(good), failed + (not good)
    print(json.dumps({"passed": passed, "failed": failed}))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
