package tasklog.bench.store;

import java.util.concurrent.ThreadLocalRandom;
import tasklog.bench.load.Call;
import tasklog.events.OwnerId;

/** What all callers of a measurement do. */
enum Workload {

  CREATE_USUALLY("create, a transaction each") {
    @Override
    Call caller(FilledLog log) {
      return log.usual().caller(() -> SampleTasks.created(anyOwner(), SampleTasks.newTask()));
    }
  },
  CHANGE_USUALLY("change status, a transaction each") {
    @Override
    Call caller(FilledLog log) {
      return log.usual().caller(() -> log.nextChange(log.anyTaskInUse()));
    }
  },
  APPEND("create, unconditional") {
    @Override
    Call caller(FilledLog log) {
      return () -> log.service().append(SampleTasks.created(anyOwner(), SampleTasks.newTask()));
    }
  },
  CREATE("create") {
    @Override
    Call caller(FilledLog log) {
      return () -> log.service().create(anyOwner(), SampleTasks.newTask());
    }
  },
  CHANGE("change status") {
    @Override
    Call caller(FilledLog log) {
      return () -> change(log, log.anyTaskInUse());
    }
  },
  /** More than are remembered in a long log. */
  CHANGE_ANY("change status of any task of the log") {
    @Override
    Call caller(FilledLog log) {
      return () -> change(log, log.anyTask());
    }
  },
  CHANGE_HOT("change one hot task") {
    @Override
    Call caller(FilledLog log) {
      return () -> log.service().retitle(Contents.LARGE, log.contents().task(0), log.nextTitle());
    }
  },
  SOURCE("read a task's events") {
    @Override
    Call caller(FilledLog log) {
      return () -> log.service().source(log.contents().task(log.anyQuietTask()));
    }
  },
  /** Of the tasks that bulk commands name. */
  CHANGE_LARGE("change status") {
    @Override
    Call caller(FilledLog log) {
      return () -> change(log, log.anyTaskOfLarge());
    }
  },
  /** Of tasks that other processes change too: each change is one for certain. */
  SHARE("create and change") {
    @Override
    Call caller(FilledLog log) {
      return () -> {
        if (ThreadLocalRandom.current().nextInt(4) == 0) {
          log.service().create(anyOwner(), SampleTasks.newTask());
        } else {
          retitle(log, log.anySharedTask());
        }
      };
    }
  },
  SOURCE_MANY("read the long task's events") {
    @Override
    Call caller(FilledLog log) {
      return () -> log.service().source(log.contents().taskWithMany());
    }
  },
  CHANGE_MANY("change the long task") {
    @Override
    Call caller(FilledLog log) {
      return () -> log.service().retitle(Contents.LARGE, log.contents().taskWithMany(), log.nextTitle());
    }
  },
  CHANGE_FEW("change a short task") {
    @Override
    Call caller(FilledLog log) {
      return () -> retitle(log, 1);
    }
  };

  private final String label;

  Workload(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  /** What one caller does; ready to be called. */
  abstract Call caller(FilledLog log);

  private static void change(FilledLog log, int task) {
    var change = log.nextChange(task);
    log.service().changeStatus(change.owner(), change.taskId(), change.status());
  }

  private static void retitle(FilledLog log, int task) {
    log.service().retitle(log.contents().ownerOf(task), log.contents().task(task), log.nextTitle());
  }

  private static OwnerId anyOwner() {
    return Contents.anyOwner(ThreadLocalRandom.current());
  }
}
