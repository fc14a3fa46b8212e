# 济事通:make run 启动,make test 测试。每个目标先做好自己需要的准备,只做过期的部分。
SHELL := /bin/sh
PYTHON ?= python3
DATA_DIR ?= var
UV := .tools/bin/uv
# uv does not read pip's settings; local wheels (a CPU build of torch, say) are found the same way.
export UV_FIND_LINKS ?= $(PIP_FIND_LINKS)
export UV_NO_PROGRESS := $(if $(CI),1,0)
export DATA_DIR PYTHONPATH := $(CURDIR)
export RASA_TELEMETRY_ENABLED := false
export ORT_DISABLE_TELEMETRY := 1
export SQLALCHEMY_SILENCE_UBER_WARNING := 1
export TF_CPP_MIN_LOG_LEVEL := 3
APP := .venv/.installed
DEV := .venv/.installed-dev
RASA := .venv-rasa/.installed
MODEL := $(DATA_DIR)/models/rasa/dialogue.tar.gz
NLU := config.yml domain.yml $(shell find data -type f 2>/dev/null) $(wildcard bot/nlu/*.py)

.PHONY: run setup test unit-lane system-lane unit e2e browser check eval gate bench admin backup restore demo handbook train encoder index lock clean help
.DELETE_ON_ERROR:

run: setup                     ## 启动(http://127.0.0.1:$PORT,默认 8080)
	@exec .venv/bin/python -m bot.run

setup: $(APP) $(RASA) encoder $(MODEL) index   ## 环境、编码器、对话模型、索引:只做过期的

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "需要 Python ≥ 3.11:请安装,或用 make PYTHON=/路径/python3.11"; exit 1; }
	@echo "▸ 安装 uv"
	@$(PYTHON) -m venv .tools 2>/dev/null || { rm -rf .tools; \
	  echo "这个 Python 缺少 venv 模块。Debian/Ubuntu 上请先运行:apt-get install python3-venv"; exit 1; }
	@.tools/bin/python -m pip install -qq uv

$(APP): requirements/app.txt | $(UV)
	@echo "▸ 应用环境 .venv(第一次需要几分钟)"
	@test -x .venv/bin/python || $(UV) venv --quiet --python "$$(command -v $(PYTHON))" .venv
	@$(UV) pip install --quiet --python .venv/bin/python -r requirements/app.txt
	@touch $@

$(DEV): requirements/dev.txt $(APP)
	@echo "▸ 测试工具"
	@$(UV) pip install --quiet --python .venv/bin/python -r requirements/dev.txt
	@touch $@

$(RASA): requirements/rasa.txt | $(UV)
	@echo "▸ Rasa 环境 .venv-rasa(第一次需要几分钟)"
	@test -x .venv-rasa/bin/python || $(UV) venv --quiet --python "$$(sh requirements/find-python.sh)" .venv-rasa || \
	  { echo "没有找到 Python 3.10,也没能下载:Rasa 3.6 只能在 3.10 上运行,请安装 Python 3.10 后重试"; exit 1; }
	@$(UV) pip install --quiet --python .venv-rasa/bin/python -r requirements/rasa.txt
	@touch $@

encoder: $(APP)                ## 句向量编码器
	@.venv/bin/python -m knowledge.encoder.build

$(MODEL): $(NLU) $(RASA) | encoder
	@echo "▸ 训练对话模型(约两分钟)"
	@mkdir -p $(@D)
	@.venv-rasa/bin/python -W ignore -m rasa train --force --config config.yml --domain domain.yml --data data/nlu data/rules \
	  --out $(@D) --fixed-model-name $(basename $(basename $(@F))) >$(@D)/train.log 2>&1 || { tail -40 $(@D)/train.log; exit 1; }
	@touch $@

train: $(MODEL)                ## 训练对话模型

index: $(APP) encoder          ## 知识索引
	@.venv/bin/python -m knowledge build --if-stale

check: $(DEV)                  ## 代码规范、类型、内容检查
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/python -m knowledge check

# Two lanes at once, each shown when it ends; the browser's driver keeps an event loop of its own running, so that
# its tests get a process of their own.
test: setup $(DEV) check       ## 全部测试
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target unit-lane system-lane

unit-lane:
	.venv/bin/pytest --ignore tests/e2e --ignore tests/browser

system-lane:
	.venv/bin/pytest tests/e2e
	.venv/bin/pytest tests/browser

unit: setup $(DEV)             ## 只跑单元测试
	.venv/bin/pytest --ignore tests/e2e --ignore tests/browser

eval: setup $(DEV)             ## 质量:题集上的各项指标,写到 var/eval/quality.json
	@.venv/bin/python -m actions.evaluation

gate: setup $(DEV)             ## 质量门:自己的题集不得比基线退步
	@.venv/bin/python -m actions.evaluation --gate

bench: setup $(DEV)            ## 速度和内存:与原版 Rasa 并排测,写到 var/bench/speed.json
	@.venv/bin/python -m actions.bench

admin: $(APP)                  ## 建立工作台的系统管理员，或重设密码
	@.venv/bin/python -m actions.staff admin $(NAME)

backup: $(APP)                 ## 备份正在运行的系统(FILE=文件,默认 var/backups 里)
	@.venv/bin/python -m actions.storage backup $(FILE)

restore: $(APP)                ## 恢复备份到空的数据文件夹:make restore FILE=文件
	@.venv/bin/python -m actions.storage restore $(FILE)

demo: $(APP)                   ## 装入演示用的企业、机关、检查(登记库里有正式数据时拒绝)
	@.venv/bin/python -m actions.inspection demo

handbook: setup $(DEV)         ## 重拍工作台手册的图(docs/handbook/images)
	@.venv/bin/python -m tests.browser.handbook.pictures

lock:                          ## 重新锁定依赖(不写下载地址)
	cd requirements && for name in app dev rasa; do \
	  python=3.11; test $$name = rasa && python=3.10; \
	  constraint=; test $$name = dev && constraint="-c app.txt"; \
	  ../$(UV) pip compile --quiet --no-header --no-emit-find-links --no-emit-index-url --upgrade \
	    --python-version $$python $$constraint $$name.in -o $$name.txt; done
	sed -i 's/^\(torch==[0-9.]*\)+cpu$$/\1/' requirements/app.txt

clean:                         ## 删除环境和运行时数据
	rm -rf .venv .venv-rasa .tools var .pytest_cache .mypy_cache .ruff_cache .hypothesis .rasa

help:                          ## 列出目标
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'
