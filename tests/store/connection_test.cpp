// What a file of SQLite answers, and which texts are addresses of a server. Servers: tests/store, tests/inbox.
#include "store/database/connection.h"

#include <gtest/gtest.h>

using namespace gongwen::database;

namespace {

class SqliteTest : public testing::Test {
 protected:
  void SetUp() override {
    auto opened = open_sqlite(":memory:", SqliteAccess::Create);
    ASSERT_TRUE(opened);
    connection_ = *std::move(opened);
    ASSERT_TRUE(run("CREATE TABLE t (id TEXT PRIMARY KEY NOT NULL, one TEXT UNIQUE, size INTEGER CHECK (size < 9))"));
    ASSERT_TRUE(run("CREATE TRIGGER kept BEFORE UPDATE ON t BEGIN SELECT RAISE(ABORT, 'kept'); END"));
    ASSERT_TRUE(run("INSERT INTO t VALUES ('a', 'b', 1)"));
  }
  Rows run(const std::string& statement) { return connection_->run(statement); }
  Error::Kind kind_of(const std::string& statement) { return run(statement).error().kind; }

  std::unique_ptr<Connection> connection_;
};

}  // namespace

TEST_F(SqliteTest, OnlyKeysAreDuplicates) {
  EXPECT_EQ(kind_of("INSERT INTO t VALUES ('a', 'c', 1)"), Error::Kind::Duplicate);
  EXPECT_EQ(kind_of("INSERT INTO t VALUES ('c', 'b', 1)"), Error::Kind::Duplicate);
  EXPECT_EQ(kind_of("INSERT INTO t VALUES (NULL, 'c', 1)"), Error::Kind::Unusable);
  EXPECT_EQ(kind_of("INSERT INTO t VALUES ('c', 'c', 9)"), Error::Kind::Unusable);
  EXPECT_EQ(kind_of("UPDATE t SET size = 2"), Error::Kind::Unusable);
  EXPECT_EQ(kind_of("SELECT * FROM u"), Error::Kind::MissingTable);
}

TEST_F(SqliteTest, WhatIsNotCommittedIsUndone) {
  {
    Transaction transaction(*connection_);
    ASSERT_TRUE(run("INSERT INTO t VALUES ('c', 'c', 1)"));
  }
  EXPECT_EQ(run("SELECT id FROM t")->size(), 1U);
  Transaction transaction(*connection_);
  ASSERT_TRUE(run("INSERT INTO t VALUES ('c', 'c', 1)"));
  EXPECT_FALSE(transaction.commit());
  EXPECT_EQ(run("SELECT id FROM t")->size(), 2U);
}

TEST(Address, IsNoPath) {
  for (const char* const address :
       {"postgresql://user@host/name", "postgres:///x", "host=/run dbname=x", "dbname = x", " service=bulletin"}) {
    EXPECT_TRUE(is_postgres_address(address)) << address;
  }
  for (const char* const path :
       {"", "inbox.db", "/srv/inbox.db", "sqlite:x", "name=value.db", "host", "=", "x host=y"}) {
    EXPECT_FALSE(is_postgres_address(path)) << path;
  }
}

TEST(Address, IsUsedAsItIsWritten) {
  const auto connection = open_postgres("host=/nonexistent/a://b");
  ASSERT_FALSE(connection);
  // Limits that are added to the address would be in the name of the socket.
  EXPECT_EQ(connection.error().reason.find("timeout"), std::string::npos) << connection.error().reason;
}
