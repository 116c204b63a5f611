// The one way for a test to skip itself: for a reason of this list. Tests in Python: tests/python/needs.py.
#pragma once

#include <string_view>

#include <gtest/gtest.h>

namespace gongwen::tests {

enum class Lack {
  Token,         // softhsm2
  QueueServer,   // tests/queue starts one and says its address in GONGWEN_TEST_QUEUE
  ObjectStore,   // likewise, GONGWEN_TEST_STORE
  Landlock,      // of the system
  RefusedCalls,  // likewise
  Root,
  FileDatabase,  // the test runs on SQLite only
  Server         // the test runs on PostgreSQL only: tests/inbox
};

constexpr std::string_view reason_of(Lack lack) {
  switch (lack) {
    case Lack::Token: return "softhsm2 is not installed";
    case Lack::QueueServer: return "no server of messages was started: tests/queue does";
    case Lack::ObjectStore: return "no store was started: tests/queue does";
    case Lack::Landlock: return "the system cannot close its files to a process";
    case Lack::RefusedCalls: return "the system cannot refuse calls";
    case Lack::Root: return "only root may do this";
    case Lack::FileDatabase: return "runs on a file of SQLite";
    case Lack::Server: return "runs on a server: tests/inbox starts one";
  }
  return {};
}

}  // namespace gongwen::tests

/// Leaves the test, or SetUp, as skipped.
#define GONGWEN_SKIP_WITHOUT(lack) GTEST_SKIP() << ::gongwen::tests::reason_of(::gongwen::tests::Lack::lack)
