#!/bin/bash
# Slurm with two nodes of one processor each, both this machine, until the input ends.
#
#   slurm_cluster.sh FOLDER      prints "ready" when jobs may come: SLURM_CONF=FOLDER/slurm.conf
set -euo pipefail
folder=$1
read -r controller one two < <(python3 -c '
import socket
sockets = [socket.socket() for _ in range(3)]
for s in sockets: s.bind(("127.0.0.1", 0))
print(*(s.getsockname()[1] for s in sockets))')
mkdir -p "$folder/state"
mkdir -m 700 "$folder/munge"
(umask 077; head -c 1024 /dev/urandom > "$folder/munge/key")
cat > "$folder/slurm.conf" <<END
ClusterName=test
SlurmctldHost=localhost
SlurmctldPort=$controller
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$folder/munge/socket
CredType=cred/munge
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool-%n
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd-%n.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=sched_interval=1,batch_sched_delay=0
ReturnToService=2
MailProg=/bin/true
MpiDefault=none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
NodeName=one NodeHostname=localhost NodeAddr=127.0.0.1 Port=$one CPUs=1
NodeName=two NodeHostname=localhost NodeAddr=127.0.0.1 Port=$two CPUs=1
PartitionName=test Nodes=one,two Default=YES MaxTime=INFINITE State=UP
END
export SLURM_CONF=$folder/slurm.conf

daemons=()
trap 'kill "${daemons[@]}" 2>/dev/null; wait' EXIT
start() {
  local log=$folder/$1.log
  shift
  "$@" < /dev/null > "$log" 2>&1 &
  # The nodes first, as the controller waits for nobody.
  daemons=("$!" "${daemons[@]}")
}
# Until something is so, five minutes at most.
until_so() {
  for _ in $(seq 3000); do
    if "$@"; then return; fi
    sleep 0.1
  done
  tail -n 20 "$folder"/*.log >&2
  exit 1
}
are_idle() { [ "$(sinfo --noheader --format='%T %D' 2>/dev/null)" = "idle 2" ]; }

start munged /usr/sbin/munged --force --foreground --key-file="$folder/munge/key" \
  --socket="$folder/munge/socket" --pid-file="$folder/munge/pid" --log-file="$folder/munge/log" \
  --seed-file="$folder/munge/seed"
until_so test -S "$folder/munge/socket"
start slurmctld /usr/sbin/slurmctld -D -f "$folder/slurm.conf"
start slurmd-one /usr/sbin/slurmd -D -N one -f "$folder/slurm.conf"
start slurmd-two /usr/sbin/slurmd -D -N two -f "$folder/slurm.conf"
until_so are_idle
echo ready
read -r _ || true
