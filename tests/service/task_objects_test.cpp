#include "service/detail/task_process.h"

#include <array>
#include <map>
#include <thread>

#include <gtest/gtest.h>
#include <sys/socket.h>

namespace {

using namespace gongwen;
using namespace gongwen::service;
using queue::Error;
using resources::Exchange;
using resources::MessageChannel;

class MemoryObjects final : public queue::ObjectStore {
 public:
  const std::string& name() const override { return name_; }
  std::optional<Error> put(const std::string& hash, std::string_view bytes) override {
    if (is_full) return Error{Error::Kind::Refused, "full"};
    objects[hash] = bytes;
    return std::nullopt;
  }
  queue::Result<std::string> get(const std::string& hash, std::size_t max_bytes) override {
    if (is_full) return base::Failure{Error{Error::Kind::Lost, "away"}};
    const auto found = objects.find(hash);
    if (found == objects.end() || found->second.size() > max_bytes) {
      return base::Failure{Error{Error::Kind::Missing, hash}};
    }
    return found->second;
  }
  std::optional<Error> remove(const std::string&) override { return std::nullopt; }

  std::map<std::string, std::string> objects;
  bool is_full = false;

 private:
  std::string name_ = "memory";
};

/// Both ends of a channel; the worker's end serves in a thread until the other one is closed.
class TaskObjectsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::array<int, 2> ends{};
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
    worker_ = std::make_unique<MessageChannel>(resources::FileDescriptor(ends[0]));
    process_ = std::make_unique<MessageChannel>(resources::FileDescriptor(ends[1]));
    server_ = std::thread([this] { serve(); });
  }
  void TearDown() override { end(); }

  void end() {
    process_.reset();
    if (server_.joinable()) server_.join();
  }

  void serve() {
    std::string message;
    const resources::Deadline deadline(std::chrono::seconds(20));
    while (worker_->receive(message, 1'000'000, nullptr, &deadline) == Exchange::Done) {
      const ObjectsServed served = serve_objects(message, *worker_, objects_, deadline);
      if (served.has_ended) return;
      if (!served.put.empty()) put_.push_back(served.put);
      if (served.error) errors_.push_back(served.error->reason);
      if (!served.is_request) others_.push_back(message);
    }
  }

  MemoryObjects objects_;
  std::vector<std::string> put_;
  std::vector<std::string> errors_;
  std::vector<std::string> others_;
  std::unique_ptr<MessageChannel> worker_;
  std::unique_ptr<MessageChannel> process_;
  std::thread server_;
};

TEST_F(TaskObjectsTest, WhatAProcessPutsAndGets) {
  ChannelObjects objects(*process_);
  const std::string bytes("a\0文件", 8);
  EXPECT_FALSE(objects.put("h1", bytes));
  EXPECT_FALSE(objects.put("h2", ""));
  EXPECT_EQ(*objects.get("h1", 8), bytes);
  EXPECT_EQ(*objects.get("h2", 8), "");
  EXPECT_EQ(objects.get("h1", 7).error().kind, Error::Kind::Missing);
  EXPECT_EQ(objects.get("h3", 8).error().kind, Error::Kind::Missing);
  EXPECT_TRUE(objects.remove("h1"));
  end();
  EXPECT_EQ(objects_.objects.size(), 2U);
  EXPECT_EQ(put_, (std::vector<std::string>{"h1", "h2"}));
  EXPECT_TRUE(errors_.empty() && others_.empty());
}

TEST_F(TaskObjectsTest, TheWorkerLearnsWhatCouldNotBePut) {
  objects_.is_full = true;
  ChannelObjects objects(*process_);
  EXPECT_FALSE(objects.put("h1", "x"));
  const auto got = objects.get("h1", 8);
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().kind, Error::Kind::Refused);
  EXPECT_EQ(got.error().reason, "away");
  end();
  EXPECT_EQ(errors_, std::vector<std::string>{"full"});
  EXPECT_TRUE(put_.empty());
}

TEST_F(TaskObjectsTest, OtherMessagesAreLeftAlone) {
  const std::vector<std::string> others = {"",
                                           "{}",
                                           "[]",
                                           "null",
                                           "x",
                                           R"({"n":1,"status":"made"})",
                                           R"({"end":0})",
                                           R"({"put":1})",
                                           R"({"get":[]})",
                                           "{\"put\":\"" + std::string(5'000, 'a') + "\"}"};
  for (const std::string& message : others) {
    EXPECT_EQ(process_->send(message, nullptr, nullptr), Exchange::Done);
  }
  end();
  EXPECT_EQ(others_, others);
  EXPECT_TRUE(objects_.objects.empty());
}

}  // namespace
