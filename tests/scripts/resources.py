from dflow import Resource, ShellOPTemplate, SlurmJob, Step, Workflow


class ConfigMap(Resource):
    action = "create"
    success_condition = "data.ready == yes"

    def __init__(self, name):
        self.name = name

    def get_manifest(self, template):
        return (
            "apiVersion: v1\nkind: ConfigMap\n"
            "metadata:\n  generateName: %s-\ndata:\n  ready: 'yes'\n" % self.name
        )


shell = ShellOPTemplate(name="shell", image="alpine:3.19", script="echo hello")
wf = Workflow("resources")
wf.add(Step("map", shell, use_resource=ConfigMap("settings")))
wf.add(Step("slurm", shell, use_resource=SlurmJob(header="#!/bin/sh\n#SBATCH -N 1")))
wf.submit()
