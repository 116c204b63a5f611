// Inbox: everything that people hand in, from the first saved draft to the decision: drafts, files, submissions with
// versions and remarks, accounts, sessions, keys and the audit, in one database and one folder of files.
//   auto inbox = Inbox::open({"/var/lib/gongwen/inbox.db", "/var/lib/gongwen/files"});
//   auto draft = Drafts(**inbox).create({"expert-application", edition, now, expires});
#pragma once

#include "base/expected.h"
#include "store/database/connection.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace gongwen::inbox {

/// Why a call failed. Pages turn a Fault into a status and a sentence (Pages::send_fault); programs get
/// problem+json.
struct Fault {
  enum class Kind : std::uint8_t {
    NotFound,    // it does not exist, or the secret is wrong: the answer does not tell which
    Conflict,    // changed by another user since it was read
    WrongState,  // its state does not allow this
    Gone,        // it has expired
    Closed,      // forms of this kind are not accepted now: see Calls
    Full,        // the limit of submissions is reached
    Exists,      // the name is taken
    Newer,       // the database was written by a later version of the program
    Damaged,     // the stored data is inconsistent
    Database,    // the database is not usable at the moment
    NoRoom,      // the disk is full
    Files        // the folder of files cannot be used
  };
  Kind kind = Kind::Database;
  std::string reason = {};  // for operators; without values of forms
};

template <typename T>
using Result = base::Expected<T, Fault>;

/// Seconds since 1970 UTC. The caller gives all times, so that tests can choose them.
using Seconds = std::int64_t;

/// Set by serve(), and by the subcommand `inbox`, which works beside a running service.
struct InboxOptions {
  /// A SQLite file, or an address of PostgreSQL.
  std::string database;
  /// The folder of uploaded files; created if it is missing.
  std::string files;
  /// Create nothing: opening a missing inbox fails.
  bool existing = false;
  /// How long a change waits for another process that holds the database. After a wait in vain, changes within the next
  /// second do not wait at all, so that requests do not queue up.
  std::chrono::milliseconds patience{10'000};
};

struct AuditLine;

/// How a service sends mail. Without it, events cause no mail. `domain` is the part after
/// `@` of the sender's address; if it is empty, events and reminders cause no mail, since
/// each needs a Message-ID.
struct MailPolicy {
  std::string domain;      // of the sender, for Message-IDs
  Seconds hold = 600;      // how long mail about a decision waits, so that the decision can be undone
  bool has_links = false;  // mails may have links to the pages of forms
};

/// Not thread-safe: one per thread, as the front and each subcommand have theirs. Several processes may open the same
/// inbox; SQLite's lock or the advisory lock of PostgreSQL lets one of them write at a time.
class Inbox {
 public:
  /// Version of the tables.
  static constexpr int kVersion = 8;

  /// Opens the inbox; creates the tables if there are none. Newer if the tables were made by a
  /// later version of the program, which this one would damage; Damaged if they are
  /// inconsistent.
  static Result<std::unique_ptr<Inbox>> open(const InboxOptions& options);
  Inbox(const Inbox&) = delete;
  Inbox& operator=(const Inbox&) = delete;
  ~Inbox();

  const std::string& name() const;
  const std::string& files() const { return files_; }
  /// Returns whether the database is on a server rather than in a file.
  bool on_server() const { return connection_->dialect() == database::Dialect::Postgres; }

  // For the classes of this module. A lost connection is restored once, and only before anything is changed, since it
  // is unknown whether a change on the lost connection was made. If the host does not answer, statements fail
  // immediately for the next five seconds.

  /// Runs a statement; any statement except SELECT gets a transaction of its own unless one is open. Values are bound
  /// as $1, $2, …, never written into the statement. SQL is the common subset of both databases; numbers are passed as
  /// texts, hence CAST($1 AS BIGINT).
  Result<std::vector<database::Row>> run(const std::string& statement, std::span<const database::Value> values = {});
  Result<std::vector<database::Row>> run(const std::string& statement, std::initializer_list<database::Value> values) {
    return run(statement, std::span(values.begin(), values.size()));
  }
  /// Like run(), for a change that may be lost if the machine (not the process) fails within a second: of many such
  /// changes, one per second waits for the disk. Not allowed within a transaction.
  Result<std::vector<database::Row>> run_kept_soon(const std::string& statement,
                                                   std::initializer_list<database::Value> values);
  /// Waits until such changes are on the disk, if there have been any since the last call. `change` must alter a byte,
  /// since SQLite writes nothing otherwise.
  std::optional<Fault> keep_all(const std::string& change, std::initializer_list<database::Value> values);
  /// Returns the first row; NotFound if there is none.
  Result<database::Row> first(const std::string& statement, std::initializer_list<database::Value> values);
  /// Returns the results of `read`, a T or a Result<T>, for each row. Stops at the first Fault.
  template <typename T, typename Read>
  Result<std::vector<T>> all(const std::string& statement, std::span<const database::Value> values, const Read& read) {
    const auto rows = run(statement, values);
    if (!rows) return base::Failure{rows.error()};
    std::vector<T> found;
    for (const database::Row& row : *rows) {
      Result<T> one = read(row);
      if (!one) return base::Failure{one.error()};
      found.push_back(*std::move(one));
    }
    return found;
  }
  template <typename T, typename Read>
  Result<std::vector<T>> all(const std::string& statement, std::initializer_list<database::Value> values,
                             const Read& read) {
    return all<T>(statement, std::span(values.begin(), values.size()), read);
  }
  /// For statements whose rows do not matter.
  std::optional<Fault> execute(const std::string& statement, std::initializer_list<database::Value> values);
  /// For a statement that returns the rows it changes: fails with `otherwise` if it changes none.
  std::optional<Fault> change_one(const std::string& statement, std::initializer_list<database::Value> values,
                                  Fault::Kind otherwise = Fault::Kind::NotFound);
  /// Runs `work` in a transaction: all of it or nothing, and one at a time, also across processes.
  /// If `work` returns a Fault, the transaction is rolled back. A call within `work` is a part of
  /// the same transaction: its fault must be returned by `work`. Example: `in_transaction([&]() ->
  /// std::optional<Fault> { if (const auto fault = execute(…)) return fault; return execute(…);
  /// })`.
  std::optional<Fault> in_transaction(const std::function<std::optional<Fault>()>& work);

  /// Checks whether the database accepts a change within this time, as far as the database itself respects it: a lock
  /// must not block the caller. Not allowed within a transaction. For `/ready`: a database that only reads (a full
  /// disk, a standby server) is detected before an applicant loses work.
  std::optional<Fault> try_write(std::chrono::milliseconds time);

  /// Checks whether the folder of files accepts a file.
  std::optional<Fault> try_files();

  /// Sets a function that is called for each line of the audit, also for one that the database refused: then `kept` is
  /// false, and the line has neither number nor hash.
  void on_audit(std::function<void(const AuditLine& line, bool kept)> written) { audited_ = std::move(written); }

  /// From now on events of submissions cause mail: see Outbox. Without this call they cause none.
  void send_mail(MailPolicy policy) { mail_ = std::move(policy); }
  bool sends_mail() const { return mail_.has_value(); }
  bool sends_links() const { return mail_ && mail_->has_links; }

  /// From now on programs are told of the events that they ask for: see Hooks.
  void call_hooks() { hooks_ = true; }

  /// Sets a function that is called when something is made under an edition of a kind: `seen(kind, hash)`.
  void on_edition(std::function<void(const std::string& kind, const std::string& hash)> seen) {
    edition_seen_ = std::move(seen);
  }

  /// Copies the present state of a SQLite database to a file that only this user can read; others may write meanwhile.
  /// Not for a database on a server.
  std::optional<Fault> back_up(const std::string& path);

 private:
  class Hurry;
  friend class Audit;
  friend class Codes;
  friend class Drafts;
  friend class Outbox;
  friend class Submissions;

  Inbox(std::unique_ptr<database::Connection> connection, const InboxOptions& options);

  /// Sets up the connection and brings the tables up to date; with `existing`, creates no tables.
  std::optional<Fault> prepare(bool existing);
  /// Settings that each new connection needs.
  std::optional<database::Error> set_up();
  void set_patience(std::chrono::milliseconds patience);
  /// Starts a transaction in which no other process writes.
  std::optional<database::Error> begin(std::optional<database::Transaction>& transaction);
  std::optional<database::Error> try_begin(std::optional<database::Transaction>& transaction);
  /// Returns whether the error was a lost connection that works again.
  bool restore(const database::Error& error);
  std::optional<Fault> make_tables();
  std::optional<Fault> bring_up_to_date();
  /// Returns the version of the tables; 0 if absent.
  Result<int> version();

  std::unique_ptr<database::Connection> connection_;
  std::string files_;
  bool in_transaction_ = false;
  // Milliseconds of the steady clock; 0: none has been made yet, so the first one waits.
  std::int64_t kept_at_ = 0;  // last change of run_kept_soon that waited for the disk
  bool is_all_kept_ = true;
  std::chrono::milliseconds patience_;
  std::optional<std::chrono::milliseconds> patience_now_;  // setting of the connection; nullopt: unknown
  std::int64_t locked_until_ = 0;  // no call waits before this time (steady clock, milliseconds)
  std::int64_t next_try_ = 0;      // next try to connect (steady clock, milliseconds)
  std::optional<MailPolicy> mail_;
  bool hooks_ = false;
  std::function<void(const AuditLine&, bool)> audited_;
  std::function<void(const std::string&, const std::string&)> edition_seen_;
};

/// Returns the fault for an error of the folder of files: NoRoom if the disk is full or a quota is used up.
Fault fault_of_file(std::error_code error);

/// Convert a number to a value of the database, and back; 0 if the value is not a number.
database::Value number_value(std::int64_t number);
std::int64_t number_of(const database::Value& value);
/// Returns the text of a value; empty for NULL.
std::string text_of(const database::Value& value);

/// Takes the values of a row one after another, in the order of the statement's columns.
class Columns {
 public:
  explicit Columns(const database::Row& row) : row_(row) {}

  std::string text() { return text_of(row_.at(next_++)); }
  std::int64_t number() { return number_of(row_.at(next_++)); }

 private:
  const database::Row& row_;
  std::size_t next_ = 0;
};

}  // namespace gongwen::inbox
