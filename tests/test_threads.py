import threading

import threadpoolctl

from mnist_core.threads import one_thread


def threads() -> list[int]:
    return [pool["num_threads"] for pool in threadpoolctl.threadpool_info() if pool["user_api"] == "blas"]


def test_one_thread_is_used_within_and_as_many_as_before_after():
    with one_thread():
        pass  # loads every library
    before = threads()
    with one_thread():
        assert set(threads()) == {1}
        with one_thread():
            assert set(threads()) == {1}
        assert set(threads()) == {1}
    assert threads() == before


def test_who_leaves_first_does_not_end_it_for_the_other():
    with one_thread():
        pass
    before, entered, leave = threads(), threading.Event(), threading.Event()

    def other() -> None:
        with one_thread():
            entered.set()
            leave.wait(10)

    thread = threading.Thread(target=other)
    with one_thread():
        thread.start()
        assert entered.wait(10)
    assert set(threads()) == {1}
    leave.set()
    thread.join()
    assert threads() == before
