"""What is asked of the C library, where it knows the calls."""

from types import SimpleNamespace

from kiosk import heap


def library(monkeypatch, **calls):
    monkeypatch.setattr(heap.ctypes, "CDLL", lambda _name: SimpleNamespace(**calls))


def test_all_threads_share_one_heap(monkeypatch):
    asked = []
    library(monkeypatch, mallopt=lambda *told: asked.append(told))
    heap.keep_one()
    assert asked == [(heap.M_ARENA_MAX, 1)]


def test_what_is_free_goes_back(monkeypatch):
    asked = []
    library(monkeypatch, malloc_trim=asked.append)
    heap.give_back()
    assert asked == [0]


def test_another_library_is_asked_nothing(monkeypatch):
    library(monkeypatch)
    heap.keep_one()
    heap.give_back()
