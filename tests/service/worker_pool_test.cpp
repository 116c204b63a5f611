// When workers of a pool make room for others, and what comes of the tasks meanwhile. The workers are a script that
// writes down what it is asked.
#include "service/detail/worker_pool.h"

#include "resources/file_tree.h"
#include "service/worker.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::service;
using namespace std::chrono_literals;

namespace {

/// Reads tasks of one file, which it answers with the file; `mark` and the file go into a log. One that is marked
/// "dying" ends with its third task.
constexpr std::string_view kScript = R"(
import json, os, socket, struct, sys
mark, log = sys.argv[1:3]
channel = socket.socket(fileno=0)
def receive(size):
    piece = channel.recv(size, socket.MSG_WAITALL)
    if len(piece) < size:
        sys.exit()
    return piece
def message():
    return receive(struct.unpack('<Q', receive(8))[0])
def send(text):
    channel.sendall(struct.pack('<Q', len(text)) + text)
tasks = 0
while True:
    tasks += 1
    message()
    body = message()
    with open(log, 'a') as lines:
        print(os.getpid(), mark, body.decode(), file=lines, flush=True)
    if mark == 'dying' and tasks == 3:
        sys.exit()
    send(ANSWER)
    send(body)
)";

/// What a worker was asked, in its order.
struct Done {
  std::string mark;
  std::vector<std::string> tasks;
};

class WorkerPoolTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_.emplace(*resources::TemporaryFolder::make("/tmp"));
    TaskAnswer answer;
    answer.outcome = Outcome::Done;
    resources::MessageAssembler assembler(kMaxMessageBytes);
    assembler.add(write_answer(answer));
    std::string script(kScript);
    const std::string place = "ANSWER";
    script.replace(script.find(place), place.size(), "b'''" + *assembler.next() + "'''");
    ASSERT_FALSE(resources::write_new_file(script_path(), script));
  }

  PoolOptions options(const std::string& successor) const {
    PoolOptions options;
    options.program = "/usr/bin/python3";
    options.arguments = arguments("first");
    if (!successor.empty()) options.successor_arguments = arguments(successor);
    options.max_tasks = 20;
    return options;
  }

  /// One task after the other, as an operation, until two workers of this mark have had so many tasks and two workers
  /// were replaced: workers take their time to start. Each must be answered once, with its own file. `asked_` says how
  /// many there were.
  PoolCounters ask(const PoolOptions& options, Operation operation, std::string_view mark, std::size_t tasks) {
    http::EventLoop loop;
    WorkerPool pool(loop, options);
    EXPECT_FALSE(pool.start());
    asked_ = 0;
    std::function<void()> next = [&] {
      if (pool.counters().recycled >= 2 && asked_ % 50 == 0 && count_workers(mark, tasks) >= 2) return loop.stop();
      Task task;
      task.operation = operation;
      task.files = {{"data.json", std::to_string(asked_++)}};
      const std::string body = task.files[0].bytes;
      pool.submit(std::move(task), Lane::Interactive, [&next, body](PoolAnswer answer) {
        EXPECT_EQ(answer.end, TaskEnd::Answered);
        EXPECT_EQ(answer.answer.body, body);
        next();
      });
    };
    next();
    const auto limit = loop.after(60s, [&] { loop.stop(); });
    loop.run();
    EXPECT_GE(count_workers(mark, tasks), 2);
    return pool.counters();
  }

  /// By process.
  std::map<std::string, Done> done() const {
    std::map<std::string, Done> workers;
    std::ifstream lines(log_path());
    std::string process, mark, task;
    while (lines >> process >> mark >> task) {
      workers[process].mark = mark;
      workers[process].tasks.push_back(task);
    }
    return workers;
  }

  std::ptrdiff_t count_workers(std::string_view mark, std::size_t tasks) const {
    const std::map<std::string, Done> workers = done();
    return std::count_if(workers.begin(), workers.end(), [&](const auto& worker) {
      return worker.second.mark == mark && worker.second.tasks.size() >= tasks;
    });
  }

  std::size_t asked_ = 0;

 private:
  std::string script_path() const { return folder_->path() + "/worker.py"; }
  std::string log_path() const { return folder_->path() + "/log"; }
  std::vector<std::string> arguments(const std::string& mark) const {
    return {"python3", script_path(), mark, log_path()};
  }

  std::optional<resources::TemporaryFolder> folder_;
};

}  // namespace

TEST_F(WorkerPoolTest, ASuccessorRehearsesBeforeItTakesThePlaceOfAWorker) {
  const PoolCounters counters = ask(options("successor"), Operation::Check, "successor", kRehearsals + 1);
  EXPECT_EQ(counters.crashed, 0U);
  std::map<std::string, int> answered;
  for (const auto& [process, worker] : done()) {
    const bool rehearsed = worker.mark == "successor";
    for (std::size_t i = rehearsed ? kRehearsals : 0; i < worker.tasks.size(); ++i) ++answered[worker.tasks[i]];
  }
  EXPECT_EQ(answered.size(), asked_);
  for (const auto& [task, times] : answered) EXPECT_EQ(times, 1) << task;
}

TEST_F(WorkerPoolTest, WhatMayNotBeDoneTwiceIsDoneOnce) {
  // Neither where a pool has no successors, nor by those that it has.
  for (const std::string successor : {"", "successor"}) {
    SetUp();
    ask(options(successor), Operation::Records, "first", 20);
    std::multiset<std::string> tasks;
    for (const auto& [process, worker] : done()) tasks.insert(worker.tasks.begin(), worker.tasks.end());
    EXPECT_EQ(tasks.size(), asked_);
    EXPECT_EQ(std::set<std::string>(tasks.begin(), tasks.end()).size(), tasks.size());
  }
}

TEST_F(WorkerPoolTest, ASuccessorThatDiesCostsNobodyAnAnswer) {
  const PoolCounters counters = ask(options("dying"), Operation::Render, "dying", 3);
  EXPECT_EQ(counters.crashed, 0U);
}
