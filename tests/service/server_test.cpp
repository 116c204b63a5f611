#include "service/http/server.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

using namespace gongwen::http;
using gongwen::resources::FileDescriptor;

constexpr std::string_view kGet = "GET /a HTTP/1.1\r\nHost: a\r\nX-Request-Id: r-1\r\n\r\n";

/// Does what a test says.
class TestHandler final : public Handler {
 public:
  std::function<void(std::shared_ptr<Exchange>)> on_request = [](const std::shared_ptr<Exchange>& exchange) {
    exchange->respond({});
  };
  std::optional<Response> own_refusal;
  std::vector<unsigned> answers;
  const RequestHead* refused_head = nullptr;

  BodyPlan planned = BodyPlan::spool(10, false);
  BodyPlan plan(const RequestHead&) override { return planned; }
  void handle(std::shared_ptr<Exchange> exchange) override { on_request(std::move(exchange)); }
  std::function<void()> on_refusal = [] {
  };
  std::function<void()> on_answered = [] {
  };
  std::string detail;
  std::string path;
  std::string id;
  std::optional<Response> refusal(Refusal, std::string_view why, const RequestHead* head) override {
    refused_head = head;
    detail = why;
    on_refusal();
    return own_refusal;
  }
  void answered(const Answered& answered) override {
    answers.push_back(answered.status);
    path = answered.path;
    id = answered.id;
    on_answered();
  }
};

/// A server with one client at the other end of a pair of sockets.
class ServerTest : public ::testing::Test {
 protected:
  ServerTest() { start({}); }

  void start(ServerOptions options) {
    options.name_request = [this] {
      return "named-" + std::to_string(++named_);
    };
    server = std::make_unique<Server>(loop, handler, std::move(options));
    int ends[2] = {-1, -1};
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends), 0);
    client = FileDescriptor(ends[0]);
    server->serve(FileDescriptor(ends[1]));
  }
  /// Another client of the same server. Returns: the one before.
  FileDescriptor connect() {
    int ends[2] = {-1, -1};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends), 0);
    server->serve(FileDescriptor(ends[1]));
    return std::exchange(client, FileDescriptor(ends[0]));
  }
  void send(std::string_view bytes) {
    EXPECT_EQ(::send(client.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL), static_cast<ssize_t>(bytes.size()));
  }
  void run(std::chrono::milliseconds time = std::chrono::milliseconds(20)) {
    const auto end = loop.after(time, [&] { loop.stop(); });
    loop.run();
  }
  std::string receive() {
    std::string received(65536, '\0');
    const ssize_t count = ::recv(client.number(), received.data(), received.size(), 0);
    received.resize(count < 0 ? 0 : static_cast<std::size_t>(count));
    return received;
  }

  EventLoop loop;
  TestHandler handler;
  std::unique_ptr<Server> server;
  FileDescriptor client;
  int named_ = 0;
};

TEST_F(ServerTest, AnswersAndCounts) {
  send(kGet);
  run();
  EXPECT_EQ(receive(), "HTTP/1.1 200 OK\r\nX-Request-Id: r-1\r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(handler.answers, std::vector<unsigned>{200});
  EXPECT_EQ(server->counters().requests, 1U);
  EXPECT_EQ(server->counters().answers[2], 1U);
  EXPECT_EQ(server->counters().received, kGet.size());
  EXPECT_EQ(server->open(), 1U);
}

/// The name of a request as the answer has it; empty if it has none.
std::string request_id(const std::string& answer) {
  constexpr std::string_view kName = "\r\nX-Request-Id: ";
  const std::size_t at = answer.find(kName);
  if (at == std::string::npos) return {};
  return answer.substr(at + kName.size(), answer.find("\r\n", at + 2) - at - kName.size());
}

std::string get_named(std::string_view id) {
  return "GET /a HTTP/1.1\r\nHost: a\r\nX-Request-Id: " + std::string(id) + "\r\n\r\n";
}

TEST_F(ServerTest, KeepsTheNameThatAProxyGivesToARequest) {
  const std::string longest(64, 'a');
  for (const std::string& id : {std::string("7d1c-4.a_B"), longest}) {
    send(get_named(id));
    run();
    EXPECT_EQ(request_id(receive()), id);
    EXPECT_EQ(handler.id, id);
  }
}

TEST_F(ServerTest, NamesRequestsWhoseNameCannotStandInALog) {
  int count = 0;
  for (const std::string& id : {std::string(), std::string(65, 'a'), std::string("a b"), std::string("a\",\"b"),
                                std::string("\xE4\xB8\xAD"), std::string("a/b")}) {
    send(get_named(id));
    run();
    EXPECT_EQ(request_id(receive()), "named-" + std::to_string(++count)) << id;
    EXPECT_EQ(handler.id, "named-" + std::to_string(count));
  }
}

TEST_F(ServerTest, ClientsDoNotNameTheirRequests) {
  ServerOptions options;
  options.trust_unix_sockets = false;
  start(options);
  send(kGet);
  run();
  EXPECT_EQ(request_id(receive()), "named-1");
  EXPECT_EQ(handler.id, "named-1");
}

TEST_F(ServerTest, RefusalsHaveANameToo) {
  send("no request\r\n\r\n");
  run();
  const std::string answer = receive();
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 400 ")) << answer;
  EXPECT_EQ(request_id(answer), "named-1");
  EXPECT_EQ(handler.id, "named-1");
}

TEST_F(ServerTest, NeedNotHaveNames) {
  server = std::make_unique<Server>(loop, handler, ServerOptions());
  int ends[2] = {-1, -1};
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends), 0);
  client = FileDescriptor(ends[0]);
  server->serve(FileDescriptor(ends[1]));
  send("GET /a HTTP/1.1\r\nHost: a\r\n\r\n");
  run();
  EXPECT_EQ(receive(), "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
}

TEST_F(ServerTest, ExchangeOutlivesTheServer) {
  std::shared_ptr<Exchange> kept;
  bool told = false;
  handler.on_request = [&](std::shared_ptr<Exchange> exchange) {
    exchange->on_gone([&] { told = true; });
    kept = std::move(exchange);
  };
  send(kGet);
  run();
  ASSERT_TRUE(kept);
  EXPECT_FALSE(kept->gone());
  server.reset();
  run();
  EXPECT_TRUE(kept->gone());
  EXPECT_FALSE(told);
  kept->respond({});
  kept.reset();
}

TEST_F(ServerTest, MayEndWithinAHandler) {
  handler.on_request = [&](const std::shared_ptr<Exchange>& exchange) {
    server.reset();
    EXPECT_TRUE(exchange->gone());
    exchange->respond({});
  };
  send(std::string(kGet) + std::string(kGet));
  run();
  EXPECT_EQ(receive(), "");
  EXPECT_FALSE(server);
}

TEST_F(ServerTest, GoneIsToldAfterTheCall) {
  bool told = false;
  std::shared_ptr<Exchange> kept;
  ServerOptions options;
  options.limits.stream_bytes = 1000;
  start(options);
  handler.on_request = [&](std::shared_ptr<Exchange> exchange) {
    kept = std::move(exchange);
    kept->on_gone([&] { told = true; });
    kept->begin({});
    // More than the system takes. One part alone may be of any size.
    const std::string part(4'000'000, 'x');
    EXPECT_TRUE(kept->write(part));
    EXPECT_FALSE(kept->write("x"));
    EXPECT_FALSE(told);
    EXPECT_FALSE(kept->write("more"));
    kept->end();
  };
  send(kGet);
  run();
  EXPECT_TRUE(told);
  EXPECT_EQ(server->counters().gone, 1U);
  EXPECT_EQ(handler.answers, std::vector<unsigned>{499});
}

TEST_F(ServerTest, StreamThatIsDroppedIsCutOff) {
  handler.on_request = [](const std::shared_ptr<Exchange>& exchange) {
    exchange->begin({});
    exchange->write("part");
  };
  send(kGet);
  run();
  EXPECT_EQ(receive(), "HTTP/1.1 200 OK\r\nX-Request-Id: r-1\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npart\r\n");
  EXPECT_EQ(server->open(), 0U);
}

TEST_F(ServerTest, FunctionsOfAnExchangeThatIsGoneAreNotKept) {
  std::weak_ptr<Exchange> seen;
  handler.on_request = [&](std::shared_ptr<Exchange> exchange) {
    seen = exchange;
    client = {};
    exchange->begin({});
    // Each keeps the exchange that keeps it.
    exchange->on_drained([exchange] { exchange->write("x"); });
    exchange->on_gone([exchange] {});
  };
  send(kGet);
  run();
  EXPECT_TRUE(seen.expired());
}

TEST_F(ServerTest, FunctionsOfAnExchangeEndWithIt) {
  std::weak_ptr<Exchange> seen;
  handler.on_request = [&](std::shared_ptr<Exchange> exchange) {
    seen = exchange;
    exchange->on_drained([exchange] { exchange->write("x"); });
    exchange->on_gone([exchange] {});
  };
  send(kGet);
  run();
  EXPECT_FALSE(seen.expired());
  client = {};
  run();
  EXPECT_TRUE(seen.expired());
}

TEST_F(ServerTest, RefusalsCanBeSaidInOtherWords) {
  handler.own_refusal = Response{200, {{"Content-Type", "text/plain"}}, "too large", {}, false};
  send("POST /a HTTP/1.1\r\nHost: a\r\nX-Request-Id: r-1\r\nContent-Length: 11\r\n\r\n");
  run();
  EXPECT_EQ(receive(),
            "HTTP/1.1 413 Content Too Large\r\nX-Request-Id: r-1\r\nContent-Type: text/plain\r\nContent-Length: 9\r\n"
            "Connection: close\r\n\r\ntoo large");
  EXPECT_NE(handler.refused_head, nullptr);
  EXPECT_EQ(server->counters().refused[static_cast<std::size_t>(Refusal::BodyTooLarge)], 1U);
}

TEST_F(ServerTest, HeadThatIsNoneIsRefusedWithoutOne) {
  send("BAD\r\n\r\n");
  run();
  EXPECT_TRUE(receive().starts_with("HTTP/1.1 400 Bad Request\r\n"));
  EXPECT_EQ(handler.refused_head, nullptr);
  EXPECT_EQ(handler.answers, std::vector<unsigned>{400});
}

TEST_F(ServerTest, BodyThatCannotBeKeptIsRefused) {
  ServerOptions options;
  options.spool_folder = "/nowhere/at/all";
  start(options);
  send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi");
  run();
  EXPECT_TRUE(receive().starts_with("HTTP/1.1 507 "));
}

TEST_F(ServerTest, SpoolFileHasNoNameAndTheWholeBody) {
  std::string link;
  handler.on_request = [&](const std::shared_ptr<Exchange>& exchange) {
    ASSERT_TRUE(exchange->request().file);
    const std::string path = "/proc/self/fd/" + std::to_string(exchange->request().file->file.number());
    char target[4096];
    const ssize_t size = ::readlink(path.c_str(), target, sizeof target);
    link.assign(target, size < 0 ? 0 : static_cast<std::size_t>(size));
    exchange->respond({});
  };
  send("POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n");
  run();
  EXPECT_EQ(receive(), "");
  send("0\r\n\r\n");
  run();
  EXPECT_TRUE(receive().starts_with("HTTP/1.1 200 OK\r\n"));
  EXPECT_TRUE(link.ends_with("(deleted)")) << link;
}

TEST_F(ServerTest, MayEndWithinTheOtherCalls) {
  handler.on_answered = [&] {
    server.reset();
  };
  send(std::string(kGet) + std::string(kGet));
  run();
  EXPECT_FALSE(server);
  EXPECT_EQ(handler.answers.size(), 1U);
  start({});
  handler.on_answered = [] {
  };
  handler.on_refusal = [&] {
    server.reset();
  };
  send("BAD\r\n\r\n");
  run();
  EXPECT_FALSE(server);
  EXPECT_EQ(receive(), "");
  EXPECT_EQ(handler.answers.size(), 1U);
  // A client that is lost.
  handler.on_answered = [&] {
    server.reset();
  };
  handler.on_request = [&](const std::shared_ptr<Exchange>& exchange) {
    client = {};
    exchange->begin({});
    exchange->write("x");
  };
  start({});
  send(kGet);
  run();
  EXPECT_FALSE(server);
}

TEST_F(ServerTest, RefusalsHaveTheDetail) {
  send("GET /a HTTP/1.1\r\n Host: a\r\n\r\n");
  run();
  EXPECT_EQ(handler.detail, "line starts with whitespace");
  EXPECT_TRUE(receive().ends_with(",\"detail\":\"line starts with whitespace\"}\n"));
}

TEST_F(ServerTest, LogHasThePathAsItIsRead) {
  send("GET /%64/a?b=c HTTP/1.1\r\nHost: a\r\n\r\n");
  run();
  EXPECT_EQ(handler.path, "/d/a");
  send("BAD\r\n\r\n");
  run();
  EXPECT_EQ(handler.path, "");
}

TEST_F(ServerTest, EmptyLineBeforeARequestMayComeInTwoPieces) {
  send("\r");
  run();
  send("\n" + std::string(kGet));
  run();
  EXPECT_TRUE(receive().starts_with("HTTP/1.1 200 OK\r\n"));
}

TEST_F(ServerTest, DrainedIsToldOnceForWhatIsWrittenInOneGo) {
  constexpr int kRounds = 1000;
  int rounds = 0;
  bool told = false;
  std::size_t received = 0;
  handler.on_request = [&](std::shared_ptr<Exchange> exchange) {
    exchange->begin({});
    exchange->on_drained([&, exchange] {
      EXPECT_FALSE(std::exchange(told, true));
      loop.post([&] { told = false; });
      exchange->write("a");
      exchange->write("b");
      if (++rounds == kRounds) exchange->end();
    });
  };
  send(kGet);
  const auto reads = loop.watch_readable(client.number(), [&] { received += receive().size(); });
  for (int i = 0; i < 1000 && handler.answers.empty(); ++i) run();
  run();
  EXPECT_EQ(rounds, kRounds);
  EXPECT_EQ(handler.answers, std::vector<unsigned>{200});
  EXPECT_GT(received, std::size_t{kRounds} * 2 * 6);
}

TEST_F(ServerTest, DrainedIsNotToldOfWhatIsOnItsWay) {
  int told = 0;
  std::shared_ptr<Exchange> kept;
  handler.on_request = [&](std::shared_ptr<Exchange> exchange) {
    kept = std::move(exchange);
    kept->begin({});
    kept->on_drained([&] { ++told; });
    kept->write(std::string(4'000'000, 'x'));
  };
  send(kGet);
  run();
  EXPECT_EQ(told, 0);
  const auto reads = loop.watch_readable(client.number(), [&] { receive(); });
  for (int i = 0; i < 50 && told == 0; ++i) run();
  EXPECT_EQ(told, 1);
  kept->write("a");
  kept->end();
  run();
  EXPECT_EQ(told, 1);
}

TEST_F(ServerTest, StreamWithoutContentHasNone) {
  handler.on_request = [](const std::shared_ptr<Exchange>& exchange) {
    Response head;
    head.status = 204;
    exchange->begin(head);
    EXPECT_TRUE(exchange->write("part"));
    exchange->end();
  };
  send(std::string(kGet) + std::string(kGet));
  run();
  const std::string one = "HTTP/1.1 204 No Content\r\nX-Request-Id: r-1\r\n\r\n";
  EXPECT_EQ(receive(), one + one);
}

TEST_F(ServerTest, BodiesInMemoryHaveACommonLimit) {
  ServerOptions options;
  options.limits.bodies_bytes = 15;
  start(options);
  handler.planned = BodyPlan::memory(10);
  std::shared_ptr<Exchange> kept;
  handler.on_request = [&](std::shared_ptr<Exchange> exchange) {
    kept = std::move(exchange);
  };
  constexpr std::string_view kPost = "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n0123456789";
  send(kPost);
  run();
  ASSERT_TRUE(kept);
  const FileDescriptor first = connect();
  send(kPost);
  run();
  const std::string refused = receive();
  EXPECT_TRUE(refused.starts_with("HTTP/1.1 503 ")) << refused;
  EXPECT_NE(refused.find("\r\nRetry-After: 5\r\n"), std::string::npos) << refused;
  EXPECT_EQ(server->counters().refused[static_cast<std::size_t>(Refusal::TooManyBodies)], 1U);
  // Given back with the first request.
  kept->respond({});
  kept.reset();
  handler.on_request = [](const std::shared_ptr<Exchange>& exchange) {
    exchange->respond({});
  };
  const FileDescriptor second = connect();
  for (int i = 0; i < 3; ++i) {
    send(kPost);
    run();
    EXPECT_TRUE(receive().starts_with("HTTP/1.1 200 OK\r\n"));
  }
}

TEST_F(ServerTest, WhatBlocksBeforeAnAnswerDoesNotKeepItForEver) {
  constexpr auto kWriteTime = std::chrono::milliseconds(300);
  ServerOptions options;
  options.limits.write_time = kWriteTime;
  options.limits.idle_time = kWriteTime;
  options.limits.write_rate = 1'000'000'000;
  start(options);
  handler.on_request = [](const std::shared_ptr<Exchange>& exchange) {
    Response response;
    if (exchange->request().method == "GET") response.body.assign(12'000, 'x');
    exchange->respond(std::move(response));
  };
  // Of one of these who do not read `100 Continue` cannot be sent: so many answers are before it as the system keeps.
  std::vector<FileDescriptor> clients;
  for (int requests = 5; requests <= 25; ++requests) {
    std::string bytes;
    for (int i = 0; i < requests; ++i) bytes += kGet;
    send(bytes + "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
    clients.push_back(connect());
  }
  run();
  for (FileDescriptor& each : clients) {
    std::swap(client, each);
    send("hi");
    std::swap(client, each);
  }
  run(2 * kWriteTime);
  EXPECT_EQ(server->open(), 0U);
}

TEST_F(ServerTest, NetworkSocketsWithoutAnOtherEndAreClosed) {
  server->serve(FileDescriptor(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)));
  EXPECT_EQ(server->open(), 1U);
}

TEST_F(ServerTest, IdleIsToldOnce) {
  int idle = 0;
  server->when_idle([&] { ++idle; });
  run();
  EXPECT_EQ(idle, 0);
  client = {};
  run();
  EXPECT_EQ(idle, 1);
  EXPECT_EQ(server->open(), 0U);
}

}  // namespace
