// Drafts: forms that people have started to fill in, and the files of drafts and submissions. A draft is opened by its
// secret; the database has only the hash of the secret.
#pragma once

#include "service/inbox/inbox.h"

namespace gongwen::inbox {

/// `edition` fixes the form: if the kind is changed meanwhile, the draft keeps its questions.
struct NewDraft {
  std::string kind;
  std::string edition;  // edition of the kind's definition at the start
  std::string language;
  Seconds now = 0;
  Seconds expires = 0;
};

struct DraftKey {
  std::string id;      // names the draft; does not open it
  std::string secret;  // 128 bits; shown once
};

/// The applicant's work. Life: create(), save() as often as needed, then Submissions::submit(), which closes it. If the
/// office returns the form, the draft is opened again; it is removed with its submission, or by purge() when it has
/// expired.
struct Draft {
  std::string id;
  std::string kind;
  std::string edition;
  std::string language;
  std::int64_t revision = 0;  // from 1; incremented by each change
  /// The typed values, as JSON of the caller; `{}` in a new draft. Invalid values are stored exactly as typed.
  std::string entries;
  Seconds created = 0;
  Seconds changed = 0;
  Seconds expires = 0;
  std::string submission;  // the submission that it became; empty before
};

/// An uploaded file. Its bytes are in the folder of files, under their hash.
struct FileRecord {
  std::string slot;  // its purpose: `photo`, `/work_history/0/proof`
  std::string hash;  // SHA-256
  std::string name;  // name given by the applicant
  std::string type;  // `image/jpeg`
  std::int64_t bytes = 0;
};

/// Why a draft is opened: to change it, or to see its status.
enum class Purpose : std::uint8_t { Edit, Read };

/// Who saves a draft: a person by a button (OnDemand), or the page by itself (ByItself), which happens often: see
/// Inbox::run_kept_soon. A power failure may lose the last second of ByItself; OnDemand waits for the disk.
enum class Saving : std::uint8_t { OnDemand, ByItself };

/// All functions return Faults of Inbox. NotFound never reveals whether the id or the secret was wrong.
class Drafts {
 public:
  explicit Drafts(Inbox& inbox) : inbox_(inbox) {}

  Result<DraftKey> create(const NewDraft& draft);
  /// Opens a draft by its secret or that of a link (links.h). NotFound also for a wrong secret; Gone after it has
  /// expired. A draft that was handed in can be read while its submission is kept.
  Result<Draft> open(const std::string& id, std::string_view secret, Seconds now, Purpose purpose = Purpose::Edit);
  /// Saves entries. Returns the new revision. Conflict if the draft has another revision than `revision`, WrongState if
  /// it was submitted. A returned draft keeps the deadline of the office, regardless of `expires`.
  Result<std::int64_t> save(const std::string& id, std::int64_t revision, const std::string& entries, Seconds now,
                            Seconds expires, Saving saving = Saving::OnDemand);
  /// Waits until everything saved ByItself is on the disk. Called by the page before it says that everything is
  /// saved.
  std::optional<Fault> keep(const std::string& id);
  std::optional<Fault> set_language(const std::string& id, const std::string& language);
  /// Makes a new secret and returns it; the old one and all links become invalid.
  Result<std::string> renew_secret(const std::string& id);
  std::optional<Fault> remove(const std::string& id);
  /// Removes expired drafts of one kind or, if `kind` is empty, of all. Returns their number.
  Result<std::int64_t> purge(Seconds now, const std::string& kind = {});

 private:
  Inbox& inbox_;
};

/// Files of a draft or a version; `owner` is the id of the draft, or `<submission>/<number of the version>`. Slots
/// are unique within an owner. The bytes of equal files are stored once, named by their SHA-256:
/// `files/3f/3f79bb7b…`.
class Files {
 public:
  explicit Files(Inbox& inbox) : inbox_(inbox) {}

  /// Stores the bytes and puts the file into its slot, replacing the one there. `file.hash` is the hash of the bytes,
  /// or empty if the caller does not know it. When this returns without a Fault, the bytes are on the disk and the
  /// database names them.
  std::optional<Fault> put(const std::string& owner, const FileRecord& file, const std::string& bytes, Seconds now);
  Result<std::vector<FileRecord>> list(const std::string& owner);
  std::optional<Fault> remove(const std::string& owner, const std::string& slot);
  /// Gives another owner the same files, or those whose slots begin with `slots`.
  std::optional<Fault> copy(const std::string& from, const std::string& to, const std::string& slots = {});
  /// Returns the bytes of a file; Damaged if their hash is not the expected one.
  Result<std::string> read(const std::string& hash) const;
  /// Returns the path of a file in a folder of files.
  static std::string path_in(const std::string& folder, const std::string& hash);
  std::string path_of(const std::string& hash) const { return path_in(inbox_.files(), hash); }
  /// Removes files that have no owner, unless they were stored within the last hour, since their owner may be about to
  /// be written. Also removes temporary files of killed processes. Returns the number of files.
  Result<std::int64_t> sweep(Seconds now);

 private:
  std::optional<Fault> keep(const std::string& hash, const std::string& bytes, Seconds now);
  /// Returns old files that have no owner, including temporary files of killed processes, whose names are not hashes.
  Result<std::vector<std::string>> unused(Seconds now);

  Inbox& inbox_;
};

}  // namespace gongwen::inbox
