// What this process may not do from now on, and neither may what it starts. What is given up is gone for good; what an
// old system cannot take away stays.
//   refuse_calls(calls);
//   allow_files({{"/usr", FileUse::Read}, {"/tmp", FileUse::Write}});
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace gongwen::resources {

/// Calls that no program of ours needs once it works: connections, other processes' memory, mounts, the kernel.
std::span<const int> outside_calls();

/// Whether the system can refuse calls to a process at all.
bool can_refuse_calls();

/// These calls fail from now on as for somebody who may not make them, in this thread and those that it starts; it
/// needs PR_SET_NO_NEW_PRIVS before. Returns: whether the system does so.
bool refuse_calls(std::span<const int> calls);

/// What may be done with a file, or with what is below a folder. Each allows reading.
enum class FileUse : std::uint8_t { Read, Start, Write };

struct AllowedFiles {
  std::string path;
  FileUse use = FileUse::Read;
};

/// Every other file and folder cannot be opened, made, removed or started any more; those that are open stay so. A path
/// that does not exist allows nothing. Returns: whether the system does so.
bool allow_files(const std::vector<AllowedFiles>& allowed);

/// Of addresses that this process has, in bytes; 0 where the system does not say. Needs no memory, so that a copy of
/// the process may call it.
std::uint64_t address_space();

/// This process, and those that it starts, may have no more than `most` bytes of it. Does nothing in a program with
/// sanitizers, which have reserved terabytes and could allocate nothing any more.
void limit_address_space(std::uint64_t most);
/// The same where it is known how many it has.
void limit_address_space(std::uint64_t most, std::uint64_t now);

}  // namespace gongwen::resources
