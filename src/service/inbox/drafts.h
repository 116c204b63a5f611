// Drafts: forms that people have started to fill in. A draft is opened by its secret; the database has the secret's
// hash.
#pragma once

#include "service/inbox/inbox.h"

namespace gongwen::inbox {

struct NewDraft {
  std::string kind;
  std::string edition;  // of the kind's definition when it was started
  std::string language;
  Seconds now = 0;
  Seconds expires = 0;
};

struct DraftKey {
  std::string id;      // names it; opens nothing
  std::string secret;  // 128 bits; given out once
};

struct Draft {
  std::string id;
  std::string kind;
  std::string edition;
  std::string language;
  std::int64_t revision = 0;  // from 1; one more with each change
  /// What was typed, as JSON of the caller; `{}` in a new draft. A half-finished value is kept as it is.
  std::string entries;
  Seconds created = 0;
  Seconds changed = 0;
  Seconds expires = 0;
  std::string submission;  // what it became; empty while it is a draft
};

/// A file that was uploaded. The bytes lie in the folder of files, under their hash.
struct FileRecord {
  std::string slot;  // `photo`, `/work_history/0/proof`: what it is for
  std::string hash;  // SHA-256
  std::string name;  // as its owner called it
  std::string type;  // `image/jpeg`
  std::int64_t bytes = 0;
};

/// What a draft is opened for: to be changed, or to see its status.
enum class Purpose : std::uint8_t { Edit, Read };

/// Who saves a draft: a person, by a button, or the page by itself, often: see Inbox::run_kept_soon.
enum class Saving : std::uint8_t { OnDemand, ByItself };

class Drafts {
 public:
  explicit Drafts(Inbox& inbox) : inbox_(inbox) {}

  Result<DraftKey> create(const NewDraft& draft);
  /// NotFound also for a wrong secret; Gone after its time. One that was handed in can be read as long as its
  /// submission is kept.
  Result<Draft> open(const std::string& id, std::string_view secret, Seconds now, Purpose purpose = Purpose::Edit);
  /// Returns: the new revision. Conflict when it is not the revision that was changed; WrongState once it is submitted.
  /// A draft that was returned keeps the deadline that the office set, whatever `expires` is.
  Result<std::int64_t> save(const std::string& id, std::int64_t revision, const std::string& entries, Seconds now,
                            Seconds expires, Saving saving = Saving::OnDemand);
  /// Waits until all that was saved by itself has come to the disk.
  std::optional<Fault> keep(const std::string& id);
  std::optional<Fault> set_language(const std::string& id, const std::string& language);
  /// The former secret opens nothing any more. Returns: the new one.
  Result<std::string> renew_secret(const std::string& id);
  std::optional<Fault> remove(const std::string& id);
  /// Drafts whose time is over, of one kind or, when it is empty, of all. Returns: how many.
  Result<std::int64_t> purge(Seconds now, const std::string& kind = {});

 private:
  Inbox& inbox_;
};

/// The files of a draft or a version (`owner` is a draft's id, or `<submission>/<number of the version>`).
class Files {
 public:
  explicit Files(Inbox& inbox) : inbox_(inbox) {}

  /// Keeps the bytes, and puts the file in its slot, in place of one that is there. `file.hash` is theirs, or empty
  /// where the caller does not know it.
  std::optional<Fault> put(const std::string& owner, const FileRecord& file, const std::string& bytes, Seconds now);
  Result<std::vector<FileRecord>> list(const std::string& owner);
  std::optional<Fault> remove(const std::string& owner, const std::string& slot);
  std::optional<Fault> copy(const std::string& from, const std::string& to);
  /// Damaged when the bytes have another hash than their name says.
  Result<std::string> read(const std::string& hash) const;
  /// Where a file lies in a folder of files.
  static std::string path_in(const std::string& folder, const std::string& hash);
  std::string path_of(const std::string& hash) const { return path_in(inbox_.files(), hash); }
  /// Removes what no owner has, also what a killed program has left, unless it was put there in the last hour: whoever
  /// put it may be about to say whose it is. Returns: how many.
  Result<std::int64_t> sweep(Seconds now);

 private:
  std::optional<Fault> keep(const std::string& hash, const std::string& bytes, Seconds now);
  /// What no owner has now and is old. What a killed program has left is there too: its name is not a hash.
  Result<std::vector<std::string>> unused(Seconds now);

  Inbox& inbox_;
};

}  // namespace gongwen::inbox
