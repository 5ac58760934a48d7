"""An independent tus client sends blobs to the real hub and the real exchange, over a socket."""

import hashlib
import io
import itertools
import random
import threading
from contextlib import contextmanager

import pytest
import requests
from exchange.market import Market
from fakes.hub_world import World, make_hub
from fakes.two_sides import make_exchange
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError, TusUploadFailed
from werkzeug.serving import WSGIRequestHandler, make_server

from kiosk.app import create_app
from kiosk.exchange.app import create_app as create_exchange
from kiosk.link import uploads
from kiosk.link.blobs import BlobFolder, fetch_missing
from kiosk.link.client import HttpTransport, SignedClient
from kiosk.link.uploads import CHUNK_LIMIT_BYTES
from kiosk.protocol import signed_calls
from kiosk.protocol.signed_calls import Call, check_answer, sign_call
from kiosk.protocol.sync import BLOB_PATH

CONTENT = random.Random(7).randbytes(3 * CHUNK_LIMIT_BYTES + 12_345)
NAME = hashlib.sha256(CONTENT).hexdigest()


class Quiet(WSGIRequestHandler):
    def log(self, *_args, **_words):
        pass


@contextmanager
def served(app):
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(params=["hub", "exchange"])
def side(request, tmp_path, clock):
    """The address of a machine, its blobs, its key, and the keys of one that it let in."""
    if request.param == "hub":
        world = World(make_hub(tmp_path / "hub", clock), clock)
        world.station(1)
        machine, app, keys = world.hub, create_app(world.hub), world.keys[1]
    else:
        machine = make_exchange(tmp_path / "exchange", clock)
        app, keys = create_exchange(machine), Market(machine).hub.keys
    with served(app) as url:
        yield url, machine, keys
    machine.close()


class Signed:
    """Signs what any client sends through `requests`, and believes signed answers only."""

    def __init__(self, keys, host) -> None:
        self.keys, self.host, self.run, self.counters = keys, host, "", itertools.count(1)
        self.send = requests.Session.send

    def answer(self, session, prepared, **words):
        answer = self.once(session, prepared, **words)
        if answer.status_code == 401 and b"unknown_run" in answer.content:
            self.run = answer.headers[signed_calls.RUN_HEADER]
            answer = self.once(session, prepared, **words)
        return answer

    def once(self, session, prepared, **words):
        counter = next(self.counters)  # other threads of this process may ask too
        body = prepared.body or b""
        call = Call(prepared.method, prepared.path_url, body, self.keys.origin, self.run, counter)
        signature = sign_call(self.keys.signing, call)
        prepared.headers[signed_calls.ORIGIN_HEADER] = self.keys.origin
        prepared.headers[signed_calls.RUN_HEADER] = call.run
        prepared.headers[signed_calls.COUNTER_HEADER] = str(counter)
        prepared.headers[signed_calls.SIGNATURE_HEADER] = signature
        answer = self.send(session, prepared, **words)
        check_answer(
            self.host,
            request_signature=signature,
            status=answer.status_code,
            body=answer.content,
            signature=answer.headers[signed_calls.ANSWER_HEADER],
        )
        return answer


@pytest.fixture
def tus(side, monkeypatch):
    """A client of tuspy whose requests are signed as the link asks for."""
    url, machine, keys = side
    signs = Signed(keys, machine.keys.public_signing)

    def send(session, prepared, **words):
        return signs.answer(session, prepared, **words)

    monkeypatch.setattr(requests.sessions.Session, "send", send)
    return TusClient(url + BLOB_PATH)


def uploader(tus, content=CONTENT, name=NAME, **more):
    return tus.uploader(
        file_stream=io.BytesIO(content),
        chunk_size=CHUNK_LIMIT_BYTES,
        metadata={"sha256": name},
        upload_checksum=True,
        retry_delay=0,
        **more,
    )


def kept(side):
    """The blob, once a fact of the machine that sent it names it."""
    machine, keys = side[1:]
    machine.uploads.keep_named(origin=keys.origin, names=[NAME])
    return machine.blobs.get(NAME)


def test_a_blob_comes_up_whole_in_its_chunks(tus, side):
    uploader(tus).upload()
    assert kept(side) == CONTENT


def test_cut_after_every_chunk_it_goes_on_where_it_stopped(tus, side):
    first = uploader(tus)
    first.upload_chunk()
    offsets = [first.offset]
    while offsets[-1] < len(CONTENT):
        assert not side[1].blobs.has(NAME)
        again = uploader(tus, url=first.url)
        assert again.offset == offsets[-1]
        again.upload_chunk()
        offsets.append(again.offset)
    assert offsets == [CHUNK_LIMIT_BYTES * n for n in (1, 2, 3)] + [len(CONTENT)]
    assert kept(side) == CONTENT


def test_the_same_blob_again_sends_no_byte(tus, side):
    uploader(tus).upload()
    again = uploader(tus, retries=1)
    again.upload()
    assert again.offset == len(CONTENT)


def test_a_client_at_the_wrong_place_is_told_409_and_goes_on_after_it_asked(tus, side):
    uploader(tus).upload_chunk()
    lost = uploader(tus)
    lost.set_url(lost.create_url())
    lost.offset = 0
    with pytest.raises(TusUploadFailed) as refused:
        lost.upload_chunk()
    assert refused.value.status_code == 409
    patient = uploader(tus, retries=1)
    patient.set_url(lost.url)
    patient.offset = 0
    patient.upload()
    assert kept(side) == CONTENT


def test_bytes_with_another_name_are_told_460_and_not_kept(tus, side):
    wrong = uploader(tus, content=CONTENT[::-1])
    with pytest.raises(TusUploadFailed) as refused:
        wrong.upload()
    assert refused.value.status_code == 460
    assert not side[1].blobs.has(NAME)


@pytest.mark.parametrize(
    ("limit", "value", "status"),
    [("UNNAMED_LIMIT_BYTES", 1000, 413), ("SHARE_OF_ROOM", 1 << 60, 507)],
)
def test_more_than_a_machine_may_have_unnamed_is_refused_with_its_status(
    tus, side, monkeypatch, limit, value, status
):
    monkeypatch.setattr(uploads, limit, value)
    with pytest.raises(TusCommunicationError) as refused:
        uploader(tus).upload()
    assert refused.value.status_code == status
    monkeypatch.undo()


def test_it_is_told_what_is_understood(tus, side):
    told = requests.options(side[0] + BLOB_PATH, timeout=60)
    assert (told.status_code, told.headers["Tus-Version"]) == (204, "1.0.0")


def test_a_stranger_uploads_nothing(side):
    url, machine, _ = side
    for send, path in ((requests.post, BLOB_PATH), (requests.patch, BLOB_PATH + NAME)):
        refused = send(url + path, data=b"x", timeout=60)
        assert refused.status_code == 401
    assert not (machine.folder / "uploads").exists()


def test_a_blob_comes_down_in_pieces_by_the_signed_link(side, tmp_path):
    url, machine, keys = side
    machine.blobs.put(CONTENT)
    folder = BlobFolder(tmp_path / "came")
    link = SignedClient(HttpTransport(url), keys, machine.keys.public_signing)
    folder.keep_came(NAME, CONTENT[:CHUNK_LIMIT_BYTES], offset=0)
    assert fetch_missing(link, folder, [NAME]) == 1
    assert folder.get(NAME) == CONTENT
