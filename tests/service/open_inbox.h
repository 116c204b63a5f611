// An inbox in a separate folder; with GONGWEN_TEST_POSTGRES in a database of a server, which is emptied first.
#pragma once

#include "service/inbox/inbox.h"

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

namespace gongwen::inbox {

class InboxTest : public testing::Test {
 protected:
  /// The process is in the name: ctest runs the same tests at once on SQLite and on a server.
  void SetUp() override {
    const auto* const info = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::temp_directory_path() /
              ("gongwen-inbox-" + std::to_string(::getpid()) + info->test_suite_name() + info->name());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    const char* const server = std::getenv("GONGWEN_TEST_POSTGRES");
    options_ = {server != nullptr ? server : (folder_ / "inbox.db").string(), (folder_ / "files").string()};
    if (server != nullptr) empty_server();
    open();
  }
  void TearDown() override {
    inbox_.reset();
    std::filesystem::remove_all(folder_);
  }

  void open() {
    auto opened = Inbox::open(options_);
    ASSERT_TRUE(opened) << opened.error().reason;
    inbox_ = *std::move(opened);
  }
  /// Removes what later versions brought, and opens the inbox as one of `version`, which brings the tables up to date.
  void open_as_version(int version) {
    ASSERT_FALSE(inbox_->execute("ALTER TABLE gw_remark DROP COLUMN recalled", {}));
    if (version < 7) {
      ASSERT_FALSE(inbox_->execute("DROP TABLE gw_search", {}));
      ASSERT_FALSE(inbox_->execute("DROP TABLE gw_binding", {}));
    }
    if (version < 6) remove_designer_and_mail(version);
    ASSERT_FALSE(inbox_->execute("UPDATE gw_meta SET value = $1 WHERE name = 'version'", {std::to_string(version)}));
    inbox_.reset();
    open();
  }
  void remove_designer_and_mail(int version) {
    for (const std::string table : {"gw_code", "gw_confirmed", "gw_recovery", "gw_kind_draft", "gw_kind_step"}) {
      ASSERT_FALSE(inbox_->execute("DROP TABLE " + table, {}));
    }
    for (const std::string index : {"gw_outbox_recipient", "gw_link_draft"}) {
      ASSERT_FALSE(inbox_->execute("DROP INDEX " + index, {}));
    }
    for (const std::string column :
         {"gw_outbox DROP COLUMN draft", "gw_link DROP COLUMN mail", "gw_hook DROP COLUMN created",
          "gw_hook DROP COLUMN former", "gw_hook DROP COLUMN former_until", "gw_account DROP COLUMN email",
          "gw_account DROP COLUMN digest", "gw_account DROP COLUMN factor", "gw_account DROP COLUMN factor_step",
          "gw_account DROP COLUMN factor_needed", "gw_account DROP COLUMN rights"}) {
      ASSERT_FALSE(inbox_->execute("ALTER TABLE " + column, {}));
    }
    if (version < 4) {
      ASSERT_FALSE(inbox_->execute("DROP TABLE gw_kind_edition", {}));
    } else {
      ASSERT_FALSE(inbox_->execute("ALTER TABLE gw_kind_edition DROP COLUMN source", {}));
      ASSERT_FALSE(inbox_->execute("ALTER TABLE gw_kind_edition DROP COLUMN published", {}));
    }
    if (version < 5) remove_desk();
  }
  void remove_desk() {
    for (const std::string table : {"gw_version_check", "gw_link", "gw_outbox", "gw_address", "gw_hook"}) {
      ASSERT_FALSE(inbox_->execute("DROP TABLE " + table, {}));
    }
    for (const std::string index : {"assignee", "due", "number", "errors"}) {
      ASSERT_FALSE(inbox_->execute("DROP INDEX gw_submission_" + index, {}));
    }
    for (const std::string column : {"errors", "warnings", "email", "language", "due", "entered_by"}) {
      ASSERT_FALSE(inbox_->execute("ALTER TABLE gw_submission DROP COLUMN " + column, {}));
    }
  }
  bool on_server() const { return database::is_postgres_address(options_.database); }

  std::filesystem::path folder_;
  InboxOptions options_;
  std::unique_ptr<Inbox> inbox_;

 private:
  void empty_server() {
    auto connection = database::open_postgres(options_.database);
    ASSERT_TRUE(connection) << connection.error().reason;
    ASSERT_TRUE((*connection)->run("DROP SCHEMA public CASCADE"));
    ASSERT_TRUE((*connection)->run("CREATE SCHEMA public"));
  }
};

}  // namespace gongwen::inbox
