// Restricts what this process, and programs that it starts, may do from now on. Restrictions cannot be lifted; an old
// system that does not support one leaves it out.
//   refuse_calls(calls);
//   allow_files({{"/usr", FileUse::Read}, {"/tmp", FileUse::Write}});
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace gongwen::resources {

/// System calls that our programs do not need once they are running: connections, access to other processes' memory,
/// mounts, the kernel.
std::span<const int> outside_calls();

/// These calls without those that open connections, for processes that must connect to others.
std::span<const int> outside_calls_of_clients();

/// Whether the system supports refusing calls at all.
bool can_refuse_calls();

/// From now on these calls fail with EPERM in this thread and those that it starts. Requires PR_SET_NO_NEW_PRIVS.
/// Returns whether the system supports it.
bool refuse_calls(std::span<const int> calls);

/// What is allowed with a file, or with everything below a folder. Start and Write include Read.
enum class FileUse : std::uint8_t { Read, Start, Write };

struct AllowedFiles {
  std::string path;
  FileUse use = FileUse::Read;
};

/// From now on all other files and folders can neither be opened, created, removed nor executed; files that are open
/// stay open. A path that does not exist allows nothing. Returns whether the system supports it.
bool allow_files(const std::vector<AllowedFiles>& allowed);

/// The size of this process's address space in bytes; 0 if unknown. Allocates no memory, so that a forked child may
/// call it.
std::uint64_t address_space();

/// Limits the address space of this process, and of those that it starts, to `most` bytes. Has no effect in a program
/// with sanitizers, which have reserved terabytes and could not allocate any more.
void limit_address_space(std::uint64_t most);
/// Sets the limit if the current size is known already.
void limit_address_space(std::uint64_t most, std::uint64_t now);

/// The limits for a program that reads one foreign file.
struct ProgramLimits {
  std::uint64_t seconds = 0;    // of the processor; SIGXCPU ends the program then
  std::uint64_t memory = 0;     // of address space, in bytes
  std::uint64_t file_size = 0;  // of a file that it writes; pipes have none
  bool starts_programs = false;
};

/// Limits this process, and those that it starts, and gives up privileges and memory dumps, so that a file that crashes
/// a library or makes it run for ever harms nothing else.
void limit_program(const ProgramLimits& limits);

}  // namespace gongwen::resources
