#pragma once
// A mutant runs in a process of its own, so that a crash counts as caught and nothing of it stays behind.
#include <sys/wait.h>
#include <unistd.h>

#include <functional>
#include <string>

namespace onestop::testkit {

/// What the child's work says; "crash" where it died. Empty: nothing noticed.
inline std::string in_a_child(const std::function<std::string()>& work) {
  int ends[2];
  if (pipe(ends) != 0) return "no pipe";
  const auto child = fork();
  if (child == 0) {
    close(ends[0]);
    std::freopen("/dev/null", "w", stderr);  // the abort of an assertion is expected here
    const auto said = work();
    for (std::size_t done = 0; done < said.size();) {
      const auto count = write(ends[1], said.data() + done, said.size() - done);
      if (count <= 0) break;
      done += static_cast<std::size_t>(count);
    }
    _exit(0);
  }
  close(ends[1]);
  std::string said;
  char part[4096];
  for (ssize_t count; (count = read(ends[0], part, sizeof part)) > 0;) said.append(part, static_cast<std::size_t>(count));
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) return "crash";
  return said;
}

}  // namespace onestop::testkit
