"""Writes the dashboards beside this file; with --check only says whether they are as this would write them.

A panel is a line: title, kind, unit, and its queries with their legends. $job is the run's Prometheus job. The layout is a
grid of 24 columns that fills from left to right.
"""

import json
import pathlib
import sys

HERE = pathlib.Path(__file__).parent
SOURCE = {"type": "prometheus", "uid": "${datasource}"}
JOB = 'job=~"$job"'
RATE = "[$__rate_interval]"


def stat(title, unit, query, legend="", *, width=4, minimum=None, maximum=None, steps=(("blue", None),)):
    """steps: colours, each with the value from which on it holds; the first one holds below all of them."""
    limits = {key: value for key, value in (("min", minimum), ("max", maximum)) if value is not None}
    thresholds = {"mode": "absolute", "steps": [{"color": color, "value": value} for color, value in steps]}
    return panel("stat", title, unit, [(query, legend)], width, 4,
                 limits | {"color": {"mode": "thresholds"}, "thresholds": thresholds},
                 {"reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False}, "orientation": "auto",
                  "textMode": "auto", "colorMode": "value", "graphMode": "area", "justifyMode": "auto"})


def lines(title, unit, *queries, width=8, stack=False, minimum=None, maximum=None, about=""):
    custom = {"fillOpacity": 40 if stack else 8, "lineWidth": 1, "spanNulls": True,
              "stacking": {"mode": "normal" if stack else "none"}}
    limits = {key: value for key, value in (("min", minimum), ("max", maximum)) if value is not None}
    return panel("timeseries", title, unit, queries, width, 8,
                 limits | {"color": {"mode": "palette-classic"}, "custom": custom},
                 {"legend": {"showLegend": True, "displayMode": "list", "placement": "bottom", "calcs": []},
                  "tooltip": {"mode": "multi", "sort": "desc"}}, about)


def heat(title, unit, metric, *, width=8, about=""):
    query = f"sum by (le) (rate({metric}_bucket{{{JOB}}}{RATE}))"
    made = panel("heatmap", title, unit, [(query, "{{le}}")], width, 8, {},
                 {"calculate": False, "yAxis": {"unit": unit}, "color": {"mode": "scheme", "scheme": "Blues", "steps": 64},
                  "legend": {"show": True}, "tooltip": {"mode": "single"}}, about)
    made["targets"][0]["format"] = "heatmap"
    return made


def table(title, query, *, width=24):
    made = panel("table", title, "none", [(query, "")], width, 4, {}, {"showHeader": True, "cellHeight": "sm"})
    made["targets"][0] |= {"format": "table", "instant": True}
    made["transformations"] = [{"id": "organize", "options": {"excludeByName": {
        name: True for name in ("Time", "Value", "__name__")}}}]
    return made


def panel(kind, title, unit, queries, width, height, defaults, options, about=""):
    targets = [{"datasource": SOURCE, "refId": chr(ord("A") + place), "expr": query, "legendFormat": legend}
               for place, (query, legend) in enumerate(queries)]
    return {"type": kind, "title": title, "description": about, "datasource": SOURCE, "targets": targets,
            "gridPos": {"w": width, "h": height}, "options": options,
            "fieldConfig": {"defaults": {"unit": unit} | defaults, "overrides": []}}


def row(title):
    return {"type": "row", "title": title, "collapsed": False, "panels": [], "gridPos": {"w": 24, "h": 1}}


def one(metric, labels=""):
    return f"{metric}{{{JOB}{', ' + labels if labels else ''}}}"


def rate(metric, by="", labels=""):
    total = f"rate({one(metric, labels)}{RATE})"
    return f"sum by ({by}) ({total})" if by else f"sum ({total})"


def agg(operation, metric, labels=""):
    return f"{operation}({one(metric, labels)})"


def mean(metric, by, labels=""):
    return f"{rate(metric + '_sum', by, labels)} / {rate(metric + '_count', by, labels)}"


def quantile(share, metric, by="", labels=""):
    return f"histogram_quantile({share}, {rate(metric + '_bucket', f'le, {by}' if by else 'le', labels)})"


def dashboard(uid, title, panels, refresh="10s"):
    x = y = height = 0
    for number, each in enumerate(panels, 1):
        place = each["gridPos"]
        if x + place["w"] > 24:
            x, y, height = 0, y + height, 0
        place |= {"x": x, "y": y}
        x, height, each["id"] = x + place["w"], max(height, place["h"]), number
    variables = [
        {"name": "datasource", "type": "datasource", "query": "prometheus", "label": "Prometheus", "refresh": 1},
        {"name": "job", "type": "query", "label": "Run", "datasource": SOURCE, "refresh": 2, "multi": False,
         "includeAll": False, "query": {"query": "label_values(distillery_run_info, job)", "refId": "job"}},
    ]
    losses = {"name": "Losses", "enable": True, "datasource": SOURCE, "iconColor": "red", "titleFormat": "a node was lost",
              "expr": f"sum by (reason) (increase({one('distillery_node_losses_total')}{RATE})) > 0"}
    return {"uid": uid, "title": f"Distillery / {title}", "tags": ["distillery"], "schemaVersion": 39, "version": 1,
            "editable": True, "refresh": refresh, "time": {"from": "now-1h", "to": "now"}, "timezone": "browser",
            "graphTooltip": 1,
            "templating": {"list": variables}, "annotations": {"list": [losses]}, "panels": panels,
            "links": [{"type": "dashboards", "tags": ["distillery"], "title": "Distillery", "asDropdown": True,
                       "keepTime": True, "includeVars": True}]}


STEP = "distillery_step_duration_seconds"
PRESENT = (("red", None), ("green", 1))
PRODUCTIVE = 'activity=~"score|teacher|compute"'

RUN = [
    stat("Progress", "percentunit", f"max({one('distillery_step')}) / max({one('distillery_steps_planned')})",
         minimum=0, maximum=1),
    stat("Time left", "s",
         f"(max({one('distillery_steps_planned')}) - max({one('distillery_step')})) / "
         f"max(rate({one('distillery_step')}{RATE}) > 0)"),
    stat("Top-1", "percentunit", agg("max", "distillery_accuracy_ratio", 'model="student", k="1"')),
    stat("Compute of conventional distillation's", "percentunit", f"max({one('distillery_compute_ratio')})"),
    stat("Images a second", "short", f"sum({one('distillery_images_per_second')})"),
    stat("Goodput since the start", "percentunit", f"max({one('distillery_goodput_ratio')})", minimum=0, maximum=1,
         steps=(("red", None), ("orange", 0.5), ("green", 0.8))),
    row("Learning"),
    lines("Loss", "short", (one("distillery_loss"), "{{kind}}")),
    lines("Accuracy", "percentunit", (one("distillery_accuracy_ratio"), "{{model}} top-{{k}}")),
    lines("Learning rate", "short", (one("distillery_learning_rate"), "learning rate")),
    row("Compute"),
    lines("Multiply-accumulates a second", "short",
          (rate("distillery_compute_macs_total", "phase"), "{{phase}}"),
          (rate("distillery_compute_conventional_macs_total"), "conventional distillation on these samples"),
          about="What is computed, by phase, beside what conventional distillation would compute on the same samples."),
    lines("Compute ratio", "percentunit", (one("distillery_compute_ratio"), "of conventional distillation's"), minimum=0),
    lines("Teacher queries a second", "short",
          (rate("distillery_teacher_queries_total", "", 'outcome!="stored"'), "asked"), (rate("distillery_teacher_queries_saved_total"), "saved")),
    row("Speed"),
    lines("Images a second", "short", (one("distillery_images_per_second"), "images/s"), minimum=0),
    lines("A step's phases, mean", "s", (mean(STEP, "phase"), "{{phase}}"), stack=True),
    lines("Where the devices' time goes", "percentunit",
          (f"{rate('distillery_device_seconds_total', 'activity')} / scalar({rate('distillery_device_seconds_total')})",
           "{{activity}}"), stack=True, minimum=0, maximum=1,
          about="All seconds of all nodes, divided among what they were spent on."),
    table("Run", one("distillery_run_info")),
]

CLUSTER = [
    stat("Nodes training", "short", agg("sum", "distillery_nodes", 'state="training"'), steps=PRESENT),
    stat("Ranks training", "short", agg("sum", "distillery_ranks", 'state="training"'), steps=PRESENT),
    stat("Generation", "short", f"max({one('distillery_generation')})"),
    stat("Nodes lost", "short", f"sum({one('distillery_node_losses_total')})",
         steps=(("green", None), ("orange", 1), ("red", 3))),
    stat("Since the last step", "s", f"time() - max({one('distillery_last_step_timestamp_seconds')})",
         steps=(("green", None), ("orange", 60), ("red", 300))),
    stat("Steps skipped", "short", f"sum({one('distillery_skipped_steps_total')})",
         steps=(("green", None), ("orange", 1))),
    row("Members"),
    lines("Nodes", "short", (f"sum by (state) ({one('distillery_nodes')})", "{{state}}"), stack=True, minimum=0),
    lines("Ranks", "short", (f"sum by (state) ({one('distillery_ranks')})", "{{state}}"), stack=True, minimum=0),
    lines("Steps applied by each node", "short", (one("distillery_node_applied_steps"), "{{instance}}")),
    row("Losses and recovery"),
    lines("Losses", "short", (f"sum by (reason) ({one('distillery_node_losses_total')})", "{{reason}}"), minimum=0),
    heat("Time to the first step after a loss", "s", "distillery_recovery_duration_seconds"),
    lines("Not computing, by node", "percentunit",
          (rate("distillery_device_seconds_total", "instance, activity", 'activity=~"recover|idle"'),
           "{{instance}} {{activity}}"), minimum=0),
    row("Averaging"),
    lines("Forward and backward, mean by node", "s",
          (mean(STEP, "instance", 'phase="forward_backward"'), "{{instance}}"), about="A node above the others is a straggler."),
    lines("Averaging that is not hidden", "s",
          (quantile(0.5, "distillery_averaging_duration_seconds"), "median"),
          (quantile(0.99, "distillery_averaging_duration_seconds"), "p99")),
    lines("Averaging traffic", "Bps", (rate("distillery_averaging_bytes_total", "instance, direction"),
                                       "{{instance}} {{direction}}")),
    row("Checkpoints and disk"),
    lines("Since the last checkpoint", "s", (f"time() - {one('distillery_last_checkpoint_timestamp_seconds')}", "age")),
    lines("Writing the last checkpoint", "s", (one("distillery_checkpoint_duration_seconds"), "{{instance}}")),
    lines("Disk of the run folder", "bytes", (one("distillery_run_folder_free_bytes"), "free"),
          (one("distillery_checkpoint_bytes"), "last checkpoint, {{instance}}")),
    row("Processes"),
    lines("Processor cores", "short", (f"rate({one('process_cpu_seconds_total')}{RATE})", "{{instance}}")),
    lines("Resident memory", "bytes", (one("process_resident_memory_bytes"), "{{instance}}")),
    lines("Garbage collector's heap", "bytes", (f"sum by (instance) ({one('dotnet_gc_last_collection_heap_size_bytes')})",
                                                "{{instance}}")),
]

TEACHERS = [
    stat("Teachers ready", "short", agg("sum", "distillery_teachers", 'state="ready"'), steps=PRESENT),
    stat("Queries waiting", "short", f"sum({one('distillery_teacher_queue_length')})"),
    stat("Queries saved", "percentunit",
         f"sum({one('distillery_teacher_queries_saved_total')}) / sum({one('distillery_samples_total')})"),
    stat("Kept samples", "percentunit", f"max({one('distillery_selected_ratio')})"),
    stat("Waiting for data", "percentunit", f"max({one('distillery_data_wait_ratio')})",
         steps=(("green", None), ("orange", 0.1), ("red", 0.3))),
    stat("Samples", "short", f"sum({one('distillery_samples_total')})"),
    row("Teachers"),
    lines("Queries a second, by outcome", "short", (rate("distillery_teacher_queries_total", "outcome"), "{{outcome}}"),
          about="Answers that were kept, of which no teacher hears, are stored."),
    lines("From question to answer", "s", (quantile(0.5, "distillery_teacher_latency_seconds"), "median"),
          (quantile(0.99, "distillery_teacher_latency_seconds"), "p99")),
    lines("Queries waiting or being answered", "short", (one("distillery_teacher_queue_length"), "{{instance}}"), minimum=0),
    heat("Images in a batch", "short", "distillery_teacher_batch_size"),
    lines("Teachers", "short", (f"sum by (state) ({one('distillery_teachers')})", "{{state}}"), stack=True, minimum=0),
    lines("Steps' time for teachers", "percentunit",
          (rate("distillery_device_seconds_total", "instance", 'activity="teacher"'), "{{instance}}"), minimum=0),
    row("Selection"),
    heat("Uncertainty of scored samples", "short", "distillery_uncertainty",
         about="Falls as the student learns; what stays high is what the teacher is asked about."),
    lines("Uncertainty", "short", (quantile(0.5, "distillery_uncertainty"), "median"),
          (quantile(0.9, "distillery_uncertainty"), "p90")),
    lines("Kept samples", "percentunit", (one("distillery_selected_ratio"), "kept"), minimum=0, maximum=1),
    row("Data"),
    lines("Waiting for data, share of a step", "percentunit", (one("distillery_data_wait_ratio"), "{{instance}}"), minimum=0),
    lines("Waiting for a batch", "s", (quantile(0.5, STEP, labels='phase="data"'), "median"),
          (quantile(0.99, STEP, labels='phase="data"'), "p99")),
    lines("Samples a second", "short", (rate("distillery_samples_total"), "samples/s"), minimum=0),
    lines("Samples asked of data nodes, a second, by outcome", "short",
          (rate("distillery_fetched_samples_total", "outcome"), "{{outcome}}"), minimum=0,
          about="Those handed back the node that trains has prepared itself. None without data nodes."),
]

GPUS = [
    stat("GPUs", "short", "count(DCGM_FI_DEV_GPU_UTIL)"),
    stat("Mean use", "percent", "avg(DCGM_FI_DEV_GPU_UTIL)"),
    stat("Power", "watt", "sum(DCGM_FI_DEV_POWER_USAGE)"),
    stat("Images a joule", "short", f"sum({one('distillery_images_per_second')}) / sum(DCGM_FI_DEV_POWER_USAGE)"),
    stat("XID errors", "short", "max(DCGM_FI_DEV_XID_ERRORS)", steps=(("green", None), ("red", 1))),
    stat("Images a second", "short", f"sum({one('distillery_images_per_second')})"),
    row("What tensors hold (from the nodes; there without dcgm-exporter too)"),
    lines("Memory of tensors", "bytes", (one("distillery_device_memory_bytes"), "{{instance}} {{device}} {{state}}")),
    lines("Forward and backward of a rank, by device", "s",
          (mean(STEP, "instance, device", 'phase="forward_backward"'), "{{instance}} {{device}}"), minimum=0,
          about="A device above the others holds its node's steps up."),
    lines("Computing, share of the nodes' time", "percentunit",
          (rate("distillery_device_seconds_total", "instance", PRODUCTIVE), "{{instance}}"), minimum=0, maximum=1),
    row("What GPUs say (dcgm-exporter)"),
    lines("Use", "percent", ("DCGM_FI_DEV_GPU_UTIL", "{{Hostname}} {{gpu}}"), minimum=0, maximum=100),
    lines("Tensor cores", "percentunit", ("DCGM_FI_PROF_PIPE_TENSOR_ACTIVE", "{{Hostname}} {{gpu}}"), minimum=0, maximum=1),
    lines("Memory", "mbytes", ("DCGM_FI_DEV_FB_USED", "{{Hostname}} {{gpu}}")),
    lines("Power", "watt", ("DCGM_FI_DEV_POWER_USAGE", "{{Hostname}} {{gpu}}")),
    lines("Temperature", "celsius", ("DCGM_FI_DEV_GPU_TEMP", "{{Hostname}} {{gpu}}")),
    lines("Clock", "rotmhz", ("DCGM_FI_DEV_SM_CLOCK", "{{Hostname}} {{gpu}}")),
]

DASHBOARDS = {
    "run.json": dashboard("distillery-run", "Run", RUN),
    "cluster.json": dashboard("distillery-cluster", "Cluster and recovery", CLUSTER),
    "teachers.json": dashboard("distillery-teachers", "Teachers and data", TEACHERS),
    "gpus.json": dashboard("distillery-gpus", "GPUs", GPUS),
}


def main():
    stale = []
    for name, content in DASHBOARDS.items():
        text = json.dumps(content, indent=1) + "\n"
        path = HERE / name
        if "--check" not in sys.argv:
            path.write_text(text)
        elif not path.exists() or path.read_text() != text:
            stale.append(name)
    if stale:
        sys.exit(f"not as make.py writes them: {', '.join(stale)}\nRun: python3 {HERE.name}/make.py")


if __name__ == "__main__":
    main()
